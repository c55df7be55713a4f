import { readAuditFilter } from '@kontor/protocol';
import { codedError, paginate } from '@kontor/subgraph';
import { denyUnless, isInside } from '../domain/permit.js';
import type { OrganisationResolvers } from '../generated/resolver-types.js';
import { throwIfRefused } from './refusals.js';

export const Organisation: OrganisationResolvers = {
  /** From a graph to its owner: only inside the caller's own organisation. */
  __resolveReference: ({ id }, { actor, loaders }) =>
    isInside(actor, id) ? loaders.organisations.load(id) : null,

  createdAt: ({ createdAt }) => createdAt.toISOString(),

  members: ({ id: organisationId }, { first, after }, { actor, loaders }) => {
    throwIfRefused(denyUnless(actor, 'member:read', organisationId));
    return paginate(
      { first, after },
      {
        cursor: { shape: ['date', 'string'], of: ({ createdAt, id }) => [createdAt, id] },
        load: (page) => loaders.memberPages.load({ organisationId, ...page }),
        count: async () => (await loaders.memberCounts.load(organisationId))?.count ?? 0,
      },
    );
  },

  apiKeys: ({ id: organisationId }, { first, after }, { actor, loaders }) => {
    throwIfRefused(denyUnless(actor, 'api-key:read', organisationId));
    return paginate(
      { first, after },
      {
        cursor: { shape: ['date', 'string'], of: ({ createdAt, id }) => [createdAt, id] },
        load: (page) => loaders.apiKeyPages.load({ organisationId, ...page }),
        count: async () => (await loaders.apiKeyCounts.load(organisationId))?.count ?? 0,
      },
    );
  },

  accessAudit: ({ id }, { first, after, filter: input }, { actor, services: { store } }) => {
    throwIfRefused(denyUnless(actor, 'audit:read', id));
    const read = readAuditFilter(input);
    if (read.kind === 'invalid') throw codedError('INPUT_INVALID', read.message);
    return paginate(
      { first, after },
      {
        cursor: { shape: ['date', 'string'], of: (entry) => [entry.occurredAt, entry.id] },
        load: (page) => store.audit.page(id, read.filter, page),
        count: () => store.audit.count(id, read.filter),
      },
    );
  },
};
