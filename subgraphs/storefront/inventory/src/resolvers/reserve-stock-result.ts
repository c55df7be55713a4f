import type { ReserveStockResultResolvers } from '../generated/resolver-types.js';

export const ReserveStockResult: ReserveStockResultResolvers = {
  __resolveType: ({ __typename }) => __typename,
};
