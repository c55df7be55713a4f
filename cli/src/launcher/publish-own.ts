import { artifactHash } from '@kontor/protocol';

/** The version of a subgraph that is live, as far as the decision needs it. */
export interface ActiveVersion {
  id: string;
  sdlHash: string;
  routingUrl: string;
  publishedBy: string;
}

export type PublishDecision =
  | { kind: 'publish'; ifActiveVersion: string | null }
  /** What is live is what we would publish. */
  | { kind: 'unchanged' }
  /** A team published it: theirs stays. */
  | { kind: 'theirs'; routingUrl: string };

/** A team's publish is never undone: the launcher publishes where nothing is, or where its own version is. Pure. */
export function decideOwnPublish(
  active: ActiveVersion | undefined,
  wanted: { sdl: string; routingUrl: string },
  ownActorId: string,
): PublishDecision {
  if (active === undefined) return { kind: 'publish', ifActiveVersion: null };
  if (active.publishedBy !== ownActorId) return { kind: 'theirs', routingUrl: active.routingUrl };
  if (active.sdlHash === artifactHash(wanted.sdl) && active.routingUrl === wanted.routingUrl)
    return { kind: 'unchanged' };
  return { kind: 'publish', ifActiveVersion: active.id };
}
