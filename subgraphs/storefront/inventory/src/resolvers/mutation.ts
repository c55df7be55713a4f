import { confirmReservation } from '../actions/confirm-reservation.js';
import { releaseReservation } from '../actions/release-reservation.js';
import { reserveStock } from '../actions/reserve-stock.js';
import { restock } from '../actions/restock.js';
import type { MutationResolvers } from '../generated/resolver-types.js';

export const Mutation: MutationResolvers = {
  restock: async (_, { input }, context) => ({ stockLevel: await restock(context, input) }),
  reserveStock: (_, { input }, context) => reserveStock(context, input),
  confirmReservation: (_, { id }, context) => confirmReservation(context, id),
  releaseReservation: (_, { id }, context) => releaseReservation(context, id),
};
