import type { Caller } from '@kontor/protocol';
import { findActive, type ActiveSubgraph } from '../domain/active-subgraph.js';
import { decideLaunch } from '../domain/decide-launch.js';
import { proposePublish } from '../domain/decide-publish.js';
import { readPublishInput, type PublishInput, type PublishRequest } from '../domain/publish-request.js';
import type { Rejection } from '../domain/rejection.js';
import type { LaunchRecord, SubgraphVersionRecord } from '../store/records.js';
import { changeVariant, type Decided } from './change-variant.js';
import { findVariant } from './find-variant.js';
import type { Services } from './services.js';

export interface Published {
  readonly kind: 'published';
  readonly version: SubgraphVersionRecord;
  readonly launch: LaunchRecord;
  readonly changed: boolean;
}

/**
 * Publishes a subgraph: records a version and its launch, and waits until gateways can load it. A schema that does not
 * compose is recorded too, as refused, and changes nothing for clients. Needs subgraph:publish.
 */
export async function publishSubgraph(
  services: Services,
  actor: Caller,
  input: PublishInput,
): Promise<Published | Rejection> {
  const request = readPublishInput(input);
  if (request.kind === 'rejected') return request;
  const found = await findVariant(services.store, actor, 'subgraph:publish', request.ref);
  if (found.kind === 'rejected') return found;
  const hidden = await services.routingAddresses.refuse(request.routingUrl);
  if (hidden) return hidden;
  const changed = await changeVariant(services, found.variant, (set) =>
    decide(services, actor, request, proposePublish(set, request), findActive(set, request.name)),
  );
  switch (changed.kind) {
    case 'rejected':
      return changed;
    case 'recorded':
      return published(services, changed.launch, true);
    case 'concluded':
      return changed.conclusion.kind === 'rejected'
        ? changed.conclusion
        : alreadyPublished(services, changed.conclusion.versionId);
  }
}

type WithoutRecord = Rejection | { readonly kind: 'unchanged'; readonly versionId: string };

async function decide(
  { composer }: Services,
  actor: Caller,
  { name, sdl, sdlHash, gitContext }: PublishRequest,
  proposal: ReturnType<typeof proposePublish>,
  active: ActiveSubgraph | undefined,
): Promise<Decided<WithoutRecord>> {
  switch (proposal.kind) {
    case 'rejected':
      return { kind: 'conclude', conclusion: proposal };
    case 'unchanged':
      return { kind: 'conclude', conclusion: { kind: 'unchanged', versionId: proposal.active.versionId } };
    case 'compose': {
      const outcome = await composer.compose(proposal.subgraphs);
      if (outcome.kind === 'rejected') return { kind: 'conclude', conclusion: outcome };
      return {
        kind: 'record',
        change: {
          subgraphName: name,
          by: actor,
          decision: decideLaunch(outcome),
          change: {
            cause: 'PUBLISH',
            replaces: active ?? null,
            version: { sdl, sdlHash, routingUrl: proposal.routingUrl, gitContext },
          },
        },
      };
    }
  }
}

/** The launch of an earlier publish may have been cut short; whoever repeats the publish waits for it as well. */
async function alreadyPublished(services: Services, versionId: string): Promise<Published> {
  const launch = await services.store.launches.findByVersion(versionId);
  if (!launch) throw new Error(`active version ${versionId} has no launch`);
  return published(services, await services.launchRunner.bringToGateways(launch), false);
}

async function published({ store }: Services, launch: LaunchRecord, changed: boolean): Promise<Published> {
  const [version] =
    launch.versionId === null ? [] : await store.subgraphVersions.findByIds([launch.versionId]);
  if (!version) throw new Error(`launch ${launch.id} of a publish has no version`);
  return { kind: 'published', version, launch, changed };
}
