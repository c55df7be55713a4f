import type { ComposeOutcome } from '@kontor/composer/outcome';
import type { CompositionProblem } from '@kontor/federation';
import type { Caller } from '@kontor/protocol';
import { proposeDelete, type DeleteProposal } from '../domain/decide-delete.js';
import { decideLaunch } from '../domain/decide-launch.js';
import { readRef, readSubgraphName } from '../domain/publish-request.js';
import type { Rejection } from '../domain/rejection.js';
import type { LaunchRecord } from '../store/records.js';
import { changeVariant, type Decided } from './change-variant.js';
import { findVariant } from './find-variant.js';
import type { Services } from './services.js';

export interface DeleteInput {
  readonly ref: string;
  readonly name: string;
  readonly dryRun: boolean;
}

export interface Deleted {
  readonly kind: 'deleted';
  /** Null on a dry run. */
  readonly launch: LaunchRecord | null;
  readonly passed: boolean;
  readonly problems: readonly CompositionProblem[];
}

/** Takes a subgraph out of a variant if what remains composes; records the launch either way. Needs subgraph:delete. */
export async function deleteSubgraph(
  services: Services,
  actor: Caller,
  input: DeleteInput,
): Promise<Deleted | Rejection> {
  const ref = readRef(input.ref);
  if (ref.kind === 'rejected') return ref;
  const name = readSubgraphName(input.name);
  if (name.kind === 'rejected') return name;
  const found = await findVariant(services.store, actor, 'subgraph:delete', ref.ref);
  if (found.kind === 'rejected') return found;
  if (input.dryRun) return tryOut(services, found.variant.id, input.name);
  const changed = await changeVariant(services, found.variant, (set) =>
    decide(services, actor, proposeDelete(set, input.name)),
  );
  switch (changed.kind) {
    case 'rejected':
      return changed;
    case 'concluded':
      return changed.conclusion;
    case 'recorded': {
      const { launch } = changed;
      const passed = launch.status === 'PENDING' || launch.status === 'COMPLETED';
      return { kind: 'deleted', launch, passed, problems: launch.problems };
    }
  }
}

async function tryOut(services: Services, variantId: string, name: string): Promise<Deleted | Rejection> {
  const proposal = proposeDelete(await services.store.variants.loadActiveSet(variantId), name);
  if (proposal.kind === 'rejected') return proposal;
  const outcome = await conclude(services, proposal);
  if (outcome.kind === 'rejected') return outcome;
  const { status, problems } = decideLaunch(outcome);
  return { kind: 'deleted', launch: null, passed: status === 'PENDING', problems };
}

async function decide(
  services: Services,
  actor: Caller,
  proposal: DeleteProposal,
): Promise<Decided<Rejection>> {
  if (proposal.kind === 'rejected') return { kind: 'conclude', conclusion: proposal };
  const outcome = await conclude(services, proposal);
  if (outcome.kind === 'rejected') return { kind: 'conclude', conclusion: outcome };
  return {
    kind: 'record',
    change: {
      subgraphName: proposal.active.name,
      by: actor,
      decision: decideLaunch(outcome),
      change: { cause: 'DELETE', removed: proposal.active },
    },
  };
}

const conclude = async (
  { composer }: Services,
  proposal: Exclude<DeleteProposal, Rejection>,
): Promise<ComposeOutcome | Rejection> =>
  proposal.kind === 'concluded' ? proposal.outcome : composer.compose(proposal.subgraphs);
