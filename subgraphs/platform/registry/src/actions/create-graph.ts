import { actorMay, type Caller, type GraphRef } from '@kontor/protocol';
import { canSee, denied, holds, mayOn } from '../domain/access.js';
import { VARIANTS_PER_GRAPH_MAX } from '../domain/limits.js';
import { readRef } from '../domain/publish-request.js';
import { reject, type Rejection } from '../domain/rejection.js';
import type { GraphRecord, VariantRecord } from '../store/records.js';
import type { Services } from './services.js';

export interface CreateGraphInput {
  readonly ref: string;
  /** Null: the caller's own. */
  readonly organisationId: string | null;
  readonly dryRun: boolean;
}

export interface GraphCreated {
  readonly kind: 'created' | 'existed';
  /** Null on a dry run that would have created it. */
  readonly variant: VariantRecord | null;
}

/** Creates a graph with a variant, or adds a variant to a graph; finding both there is fine. Needs graph:create. */
export async function createGraph(
  services: Services,
  actor: Caller,
  input: CreateGraphInput,
): Promise<GraphCreated | Rejection> {
  const ref = readRef(input.ref);
  if (ref.kind === 'rejected') return ref;
  if (!holds(actor, 'graph:create')) return denied('graph:create', 'the organisation');
  const graph = await services.store.graphs.findByName(ref.ref.graph);
  return graph
    ? addVariant(services, actor, input, graph, ref.ref)
    : createNew(services, actor, input, ref.ref);
}

async function createNew(
  services: Services,
  actor: Caller,
  input: CreateGraphInput,
  ref: GraphRef,
): Promise<GraphCreated | Rejection> {
  const organisationId = input.organisationId ?? actor.organisationId;
  if (organisationId === null)
    return reject(
      'INPUT_INVALID',
      'organisationId: this key belongs to no organisation, so the owner must be named.',
    );
  if (!actorMay(actor, 'graph:create', { organisationId, graphName: ref.graph }))
    return denied('graph:create', `graph ${ref.graph} of that organisation`);
  if (input.dryRun) return { kind: 'created', variant: null };
  const { store } = services;
  const names = { name: ref.graph, variantName: ref.variant };
  const graph = await store.graphs.create(actor, { ...names, organisationId });
  if (graph) return { kind: 'created', variant: await store.variants.findByName(graph.id, ref.variant) };
  const quicker = await store.graphs.findByName(ref.graph);
  if (!quicker) throw new Error(`graph ${ref.graph} is taken and yet not there`);
  return addVariant(services, actor, input, quicker, ref);
}

async function addVariant(
  { store }: Services,
  actor: Caller,
  input: CreateGraphInput,
  graph: GraphRecord,
  ref: GraphRef,
): Promise<GraphCreated | Rejection> {
  const elsewhere = input.organisationId !== null && input.organisationId !== graph.organisationId;
  if (!canSee(actor, graph) || elsewhere)
    return reject('GRAPH_NAME_TAKEN', `The name ${graph.name} is in use for a graph that is not this key's.`);
  if (!mayOn(actor, 'graph:create', graph)) return denied('graph:create', `graph ${graph.name}`);
  const existing = await store.variants.findByName(graph.id, ref.variant);
  if (existing) return { kind: 'existed', variant: existing };
  const count = (await store.variants.countByGraph([graph.id])).get(graph.id) ?? 0;
  if (count >= VARIANTS_PER_GRAPH_MAX)
    return reject('INPUT_INVALID', `A graph has at most ${VARIANTS_PER_GRAPH_MAX} variants.`);
  if (input.dryRun) return { kind: 'created', variant: null };
  const variant = await store.variants.create(actor, graph, ref.variant);
  return variant
    ? { kind: 'created', variant }
    : { kind: 'existed', variant: await store.variants.findByName(graph.id, ref.variant) };
}
