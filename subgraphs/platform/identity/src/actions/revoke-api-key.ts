import type { Actor } from '@kontor/protocol';
import { denyUnless, isInside } from '../domain/permit.js';
import type { ApiKeyRecord } from '../domain/records.js';
import { refuse, type Refused } from '../domain/result.js';
import type { Services } from '../services.js';

export interface RevokeApiKeyInput {
  readonly id: string;
  readonly dryRun: boolean;
}

export type RevokeApiKeyResult = Refused | { kind: 'done'; apiKey: ApiKeyRecord };

/** Revoking twice keeps the first moment. Whoever caches keys learns of it within KEY_SNAPSHOT_REFRESH_MS. */
export async function revokeApiKey(
  { store, now }: Services,
  actor: Actor,
  { id, dryRun }: RevokeApiKeyInput,
): Promise<RevokeApiKeyResult> {
  const [apiKey] = await store.apiKeys.findMany([id]);
  if (!apiKey || !isInside(actor, apiKey.organisationId))
    return refuse('API_KEY_NOT_FOUND', 'There is no API key with this id.');
  const denied = denyUnless(actor, 'api-key:manage', apiKey.organisationId);
  if (denied) return denied;
  if (dryRun || apiKey.revokedAt !== null) return { kind: 'done', apiKey };
  await store.apiKeys.revoke([id], now());
  const [revoked] = await store.apiKeys.findMany([id]);
  return { kind: 'done', apiKey: revoked ?? apiKey };
}
