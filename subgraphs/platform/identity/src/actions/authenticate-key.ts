import type { Actor } from '@kontor/protocol';
import { keyIdOf, secretMatches } from '../domain/api-key-secret.js';
import { actorOf, keyState } from '../domain/key-state.js';
import { refuse, type Refused } from '../domain/result.js';
import type { Services } from '../services.js';

export type AuthenticateResult = Refused | { kind: 'authenticated'; actor: Actor };

/** Whom a secret speaks for. The refusal is one and the same for mistyped, unknown, revoked and expired keys. */
export async function authenticateKey(
  { store, usedKeys, now }: Services,
  secret: string,
): Promise<AuthenticateResult> {
  const id = keyIdOf(secret);
  const known = id === undefined ? undefined : await store.apiKeys.findVerifiable(id);
  const matches = secretMatches(secret, known?.hash);
  if (!known || !matches || keyState(known.key, known.member, now()) !== 'active')
    return refuse('KEY_INVALID', 'The API key was not accepted: it is mistyped, revoked or expired.');
  usedKeys.note(known.key.id, now());
  return { kind: 'authenticated', actor: actorOf(known) };
}
