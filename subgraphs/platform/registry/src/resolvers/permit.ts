import type { Permission } from '@kontor/protocol';
import { codedError } from '@kontor/subgraph';
import type { Context } from '../context.js';
import { canSee, denied, holds, mayOn, type OwnedGraph } from '../domain/access.js';
import type { Rejection } from '../domain/rejection.js';
import type { GraphRecord } from '../store/records.js';

/** Hands on what an action concluded; what it turned away becomes the error of the field. */
export function orThrow<Outcome extends { readonly kind: string }>(
  outcome: Outcome | Rejection,
): Exclude<Outcome, Rejection> {
  if (isRejection(outcome)) throw codedError(outcome.code, outcome.message);
  return outcome as Exclude<Outcome, Rejection>;
}

const isRejection = (outcome: { readonly kind: string }): outcome is Rejection => outcome.kind === 'rejected';

/** Throws PERMISSION_DENIED when the key does not carry the permission at all, whatever it is asked on. */
export function requirePermission({ actor }: Context, permission: Permission): void {
  if (!holds(actor, permission)) orThrow(denied(permission, 'the organisation'));
}

/** A graph that was asked for by name or id: null when there is none that this key may see. */
export function onlyVisible<Graph extends OwnedGraph>(context: Context, graph: Graph | null): Graph | null {
  requirePermission(context, 'graph:read');
  return graph && canSee(context.actor, graph) ? graph : null;
}

/** The graph of a variant that was reached already; throws PERMISSION_DENIED when this key may not go further there. */
export async function permitOnGraph(
  context: Context,
  permission: Permission,
  graphId: string,
): Promise<GraphRecord> {
  const graph = await context.loaders.graphById.load(graphId);
  if (!graph) throw new Error(`graph ${graphId} is gone`);
  if (!mayOn(context.actor, permission, graph)) orThrow(denied(permission, `graph ${graph.name}`));
  return graph;
}
