import { effectivePermissions } from '../domain/key-state.js';
import { denyUnless } from '../domain/permit.js';
import type { ApiKeyResolvers } from '../generated/resolver-types.js';
import { toNames } from './permissions.js';
import { mustExist } from './refusals.js';

export const ApiKey: ApiKeyResolvers = {
  __resolveReference: async ({ id }, { actor, loaders }) => {
    const key = await loaders.apiKeys.load(id);
    return key && !denyUnless(actor, 'api-key:read', key.organisationId) ? key : null;
  },

  actor: async ({ actorId }, _args, { loaders }) =>
    mustExist(await loaders.actors.load(actorId), `actor ${actorId}`),
  createdBy: async ({ createdById }, _args, { loaders }) =>
    mustExist(await loaders.actors.load(createdById), `actor ${createdById}`),
  permissions: async ({ permissions, organisationId, actorId }, _args, { loaders }) =>
    toNames(effectivePermissions(permissions, await loaders.places.load({ organisationId, actorId }))),
  graphs: ({ graphs }) => graphs && [...graphs],
  createdAt: ({ createdAt }) => createdAt.toISOString(),
  expiresAt: ({ expiresAt }) => expiresAt?.toISOString(),
  revokedAt: ({ revokedAt }) => revokedAt?.toISOString(),
  lastUsedAt: ({ lastUsedAt }) => lastUsedAt?.toISOString(),
};
