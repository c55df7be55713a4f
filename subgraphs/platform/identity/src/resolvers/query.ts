import { paginate } from '@kontor/subgraph';
import { denyUnless, isInside } from '../domain/permit.js';
import type { QueryResolvers } from '../generated/resolver-types.js';
import { throwIfRefused } from './refusals.js';

export const Query: QueryResolvers = {
  whoAmI: (_parent, _args, { actor }) => actor,

  organisation: async (_parent, { slug }, { actor, services }) => {
    const organisation = await services.store.organisations.findBySlug(slug);
    if (!organisation || !isInside(actor, organisation.id)) return null;
    throwIfRefused(denyUnless(actor, 'organisation:read', organisation.id));
    return organisation;
  },

  organisations: (_parent, { first, after }, { actor, services: { store } }) => {
    const own = actor.kind === 'SYSTEM' ? null : [actor.organisationId ?? ''];
    if (own?.[0] !== undefined) throwIfRefused(denyUnless(actor, 'organisation:read', own[0]));
    return paginate(
      { first, after },
      {
        cursor: { shape: ['date', 'string'], of: ({ createdAt, id }) => [createdAt, id] },
        load: (page) => store.organisations.page(own, page),
        count: async () => own?.length ?? (await store.organisations.count()),
      },
    );
  },
};
