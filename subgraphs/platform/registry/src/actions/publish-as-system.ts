import { parseGraphRef, SYSTEM_CALLER } from '@kontor/protocol';
import type { Rejection } from '../domain/rejection.js';
import type { SubgraphVersionRecord } from '../store/records.js';
import { createGraph } from './create-graph.js';
import { publishSubgraph, type Published } from './publish-subgraph.js';
import type { Services } from './services.js';

export interface SystemPublish {
  readonly ref: string;
  /** Owner of the graph when it has to be created. */
  readonly organisationId: string;
  readonly name: string;
  readonly sdl: string;
  readonly routingUrl: string;
}

/** `kept`: somebody else's version is active; a team's publish is never undone. */
export type SystemPublished =
  Published | { readonly kind: 'kept'; readonly version: SubgraphVersionRecord } | Rejection;

/** Publishes one of Kontor's own subgraphs, as anybody's: only if none is active or the active one is Kontor's own. */
export async function publishAsSystem(services: Services, publish: SystemPublish): Promise<SystemPublished> {
  const { ref, organisationId, name } = publish;
  const created = await createGraph(services, SYSTEM_CALLER, { ref, organisationId, dryRun: false });
  if (created.kind === 'rejected') return created;
  const active = await findActiveVersion(services, ref, name);
  if (active && active.createdById !== SYSTEM_CALLER.id) return { kind: 'kept', version: active };
  const published = await publishSubgraph(services, SYSTEM_CALLER, {
    ...publish,
    ifActiveVersion: active?.id ?? null,
  });
  if (published.kind !== 'rejected' || published.code !== 'ACTIVE_VERSION_CHANGED') return published;
  // Somebody published between the look and the publish; theirs stays.
  const quicker = await findActiveVersion(services, ref, name);
  return quicker ? { kind: 'kept', version: quicker } : published;
}

async function findActiveVersion(
  { store }: Services,
  ref: string,
  name: string,
): Promise<SubgraphVersionRecord | undefined> {
  const parsed = parseGraphRef(ref);
  const [variant] = parsed ? await store.variants.findByRefs([parsed]) : [];
  if (!variant) return undefined;
  const [subgraph] = await store.variants.findSubgraphs([{ variantId: variant.id, name }]);
  if (!subgraph) return undefined;
  const [version] = await store.subgraphVersions.findByIds([subgraph.activeVersionId]);
  return version;
}
