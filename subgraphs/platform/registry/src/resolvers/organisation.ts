import { actorMay, readAuditFilter } from '@kontor/protocol';
import { codedError, paginate } from '@kontor/subgraph';
import type { OrganisationResolvers } from '../generated/resolver-types.js';
import { denied } from '../domain/access.js';
import { orThrow } from './permit.js';

export const Organisation: OrganisationResolvers = {
  /** Only the caller's own: another does not exist as far as it can tell. */
  __resolveReference: ({ id }, { actor }) =>
    actor.kind === 'SYSTEM' || actor.organisationId === id ? { id } : null,

  graphAudit: ({ id: organisationId }, { first, after, filter: input, graph }, { actor, services }) => {
    if (!actorMay(actor, 'audit:read', { organisationId })) orThrow(denied('audit:read', 'the organisation'));
    const read = readAuditFilter(input);
    if (read.kind === 'invalid') throw codedError('INPUT_INVALID', read.message);
    const scope = { organisationId, graphName: graph ?? null, filter: read.filter };
    return paginate(
      { first, after },
      {
        cursor: { shape: ['date', 'string'], of: ({ occurredAt, id }) => [occurredAt, id] },
        load: (page) => services.store.audit.page(scope, page),
        count: () => services.store.audit.count(scope),
      },
    );
  },
};
