import { cancelOrder } from '../actions/cancel-order.js';
import { placeOrder } from '../actions/place-order.js';
import type { MutationResolvers } from '../generated/resolver-types.js';

export const Mutation: MutationResolvers = {
  placeOrder: async (_, { input }, context) => ({ order: await placeOrder(context, input) }),
  cancelOrder: async (_, { input }, context) => ({ order: await cancelOrder(context, input.id) }),
};
