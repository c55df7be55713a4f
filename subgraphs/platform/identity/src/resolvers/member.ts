import { denyUnless } from '../domain/permit.js';
import type { MemberResolvers } from '../generated/resolver-types.js';
import { mustExist } from './refusals.js';

export const Member: MemberResolvers = {
  __resolveReference: async ({ id }, { actor, loaders }) => {
    const member = await loaders.members.load(id);
    return member && !denyUnless(actor, 'member:read', member.organisationId) ? member : null;
  },

  actor: async ({ actorId }, _args, { loaders }) =>
    mustExist(await loaders.actors.load(actorId), `actor ${actorId}`),
  createdAt: ({ createdAt }) => createdAt.toISOString(),
};
