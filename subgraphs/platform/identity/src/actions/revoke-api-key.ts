import type { Caller } from '@kontor/protocol';
import { apiKeyRevoked } from '../domain/audit.js';
import { denyUnless, isInside } from '../domain/permit.js';
import type { ApiKeyRecord } from '../domain/records.js';
import { refuse, type Refused } from '../domain/result.js';
import type { Services } from '../services.js';
import { record } from './new-records.js';

export interface RevokeApiKeyInput {
  readonly id: string;
  readonly dryRun: boolean;
}

export type RevokeApiKeyResult = Refused | { kind: 'done'; apiKey: ApiKeyRecord };

/** Revoking twice keeps the first moment. Whoever caches keys learns of it within KEY_SNAPSHOT_REFRESH_MS. */
export function revokeApiKey(
  services: Services,
  actor: Caller,
  { id, dryRun }: RevokeApiKeyInput,
): Promise<RevokeApiKeyResult> {
  return services.store.serially(async (repositories) => {
    const { apiKeys } = repositories;
    const [apiKey] = await apiKeys.findMany([id]);
    if (!apiKey || !isInside(actor, apiKey.organisationId))
      return refuse('API_KEY_NOT_FOUND', 'There is no API key with this id.');
    const denied = denyUnless(actor, 'api-key:manage', apiKey.organisationId);
    if (denied) return denied;
    if (dryRun || apiKey.revokedAt !== null) return { kind: 'done', apiKey };
    await apiKeys.revoke([id], services.now());
    await record(services, repositories, apiKeyRevoked(actor, apiKey));
    const [revoked] = await apiKeys.findMany([id]);
    return { kind: 'done', apiKey: revoked ?? apiKey };
  });
}
