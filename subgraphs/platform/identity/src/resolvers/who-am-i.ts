import type { WhoAmIResolvers } from '../generated/resolver-types.js';
import { toNames } from './permissions.js';

/** Its own organisation and key a caller sees without any permission. */
export const WhoAmI: WhoAmIResolvers = {
  actor: ({ id, kind, name }) => ({ id, kind, name }),
  organisation: ({ organisationId }, _args, { loaders }) =>
    organisationId === null ? null : loaders.organisations.load(organisationId),
  apiKey: ({ keyId }, _args, { loaders }) => (keyId === null ? null : loaders.apiKeys.load(keyId)),
  permissions: ({ permissions }) => toNames(permissions),
};
