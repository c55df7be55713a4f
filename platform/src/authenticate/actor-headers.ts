import type { ClientRequest, SubgraphHeaders, SubgraphHeadersVerdict } from '@kontor/gateway';
import { ACTOR_HEADER, signActor } from '@kontor/protocol';
import type { Authenticate } from './identity-client.js';

/**
 * Who asks, told to the platform's subgraphs: the API key of the request becomes a signed actor header that lives a
 * minute. The key itself goes no further than identity.
 */
export function createActorHeaders(options: {
  authenticate: Authenticate;
  signingKey: Uint8Array;
  log: { warn(facts: object, message: string): void };
}): SubgraphHeaders {
  return async (request) => {
    const key = bearerKey(request);
    if (key === undefined) return refuse('KEY_INVALID', 'This needs `authorization: Bearer <API key>`.');
    const answer = await options.authenticate(key);
    switch (answer.kind) {
      case 'accepted':
        return { kind: 'headers', headers: { [ACTOR_HEADER]: signActor(answer.actor, options.signingKey) } };
      case 'refused':
        return refuse('KEY_INVALID', 'The API key is unknown, revoked or expired.');
      case 'unavailable':
        options.log.warn({ why: answer.why, requestId: request.requestId }, 'a key could not be checked');
        return refuse('IDENTITY_UNAVAILABLE', 'API keys cannot be checked: identity does not answer.');
    }
  };
}

/** Exactly one bearer token; anything else is none. */
export function bearerKey({ headers }: Pick<ClientRequest, 'headers'>): string | undefined {
  return /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
}

const refuse = (
  code: Extract<SubgraphHeadersVerdict, { kind: 'refused' }>['code'],
  message: string,
): SubgraphHeadersVerdict => ({ kind: 'refused', code, message });
