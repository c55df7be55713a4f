import type { IncomingHttpHeaders } from 'node:http';
import { ACTOR_HEADER, ERROR_CODES, verifyActor, type ActorVerdict } from '@kontor/protocol';
import type { Refusal } from '@kontor/subgraph';

/** Who asks, from the header that the platform gateway signs. */
export function actorIn(headers: IncomingHttpHeaders, signingKey: Uint8Array, now: Date): ActorVerdict {
  const header = headers[ACTOR_HEADER];
  return verifyActor(typeof header === 'string' ? header : undefined, signingKey, now.getTime());
}

/** For the GraphQL endpoint, `_service` included. */
export function refuseWithoutActor(verdict: ActorVerdict): Refusal | undefined {
  if (verdict.kind === 'valid') return undefined;
  return {
    code: 'ACTOR_REQUIRED',
    message: `${ERROR_CODES.ACTOR_REQUIRED.what} (The header: ${verdict.why}.)`,
  };
}
