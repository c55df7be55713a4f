import { paginate } from '@kontor/subgraph';
import type { UserResolvers } from '../generated/resolver-types.js';

export const User: UserResolvers = {
  // Whether a user exists is for accounts to say: here it has ordered or it has not.
  __resolveReference: (reference) => reference,
  orders: ({ id: buyerId }, page, { loaders }) =>
    paginate(page, {
      cursor: { shape: ['date', 'string'], of: ({ placedAt, id }) => [placedAt, id] },
      load: async ({ take, after }) =>
        (await loaders.ordersOfBuyer.load({ buyerId, take, after })).map(({ order }) => order),
      count: async () => (await loaders.orderCountByBuyer.load(buyerId))?.count ?? 0,
    }),
};
