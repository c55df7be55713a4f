import { actorMay, PLATFORM_GRAPH_NAME, type Actor, type Permission } from '@kontor/protocol';
import { reject, type Rejection } from './rejection.js';

/** What a permission is asked on. */
export interface OwnedGraph {
  readonly name: string;
  readonly organisationId: string;
}

/** A graph of another organisation, or outside the key's scope, does not exist as far as this actor can tell. */
export const canSee = (actor: Actor, graph: OwnedGraph): boolean =>
  actor.kind === 'SYSTEM' ||
  (actor.organisationId === graph.organisationId &&
    (actor.graphs === null || actor.graphs.includes(graph.name)));

export const mayOn = (actor: Actor, permission: Permission, graph: OwnedGraph): boolean =>
  actorMay(actor, permission, { organisationId: graph.organisationId, graphName: graph.name });

/** Whether the key carries a permission at all: independent of any graph, so the answer tells nothing about one. */
export const holds = (actor: Actor, permission: Permission): boolean =>
  actor.kind === 'SYSTEM' || actor.permissions.includes(permission);

export const denied = (permission: Permission, where: string): Rejection =>
  reject('PERMISSION_DENIED', `This needs the permission ${permission} on ${where}.`);

/**
 * May the actor do this here? `graph` is undefined when there is none of the name that was asked for; the answer is
 * then the same as for a graph that the actor cannot see.
 */
export function admit(
  actor: Actor,
  permission: Permission,
  graphName: string,
  graph: OwnedGraph | undefined,
): { readonly kind: 'admitted' } | Rejection {
  if (!graph || !canSee(actor, graph))
    return reject('GRAPH_NOT_FOUND', `There is no graph ${graphName} that this key may see.`);
  const missing = needed(permission, graph).find((each) => !mayOn(actor, each, graph));
  return missing === undefined ? { kind: 'admitted' } : denied(missing, `graph ${graphName}`);
}

/** A subgraph of the platform receives signed actor headers: publishing there is more than publishing a schema. */
const needed = (permission: Permission, graph: OwnedGraph): readonly Permission[] =>
  graph.name === PLATFORM_GRAPH_NAME && CHANGES.includes(permission)
    ? [permission, 'platform:publish']
    : [permission];

const CHANGES: readonly Permission[] = ['subgraph:publish', 'subgraph:delete'];
