import { listOrders } from '../actions/list-orders.js';
import { readOrderNumber } from '../domain/order-number.js';
import type { QueryResolvers } from '../generated/resolver-types.js';

export const Query: QueryResolvers = {
  order: (_, { id }, { loaders }) => loaders.orderById.load(id),
  orderByNumber: (_, { number }, { loaders }) => {
    const serial = readOrderNumber(number);
    return serial === undefined ? null : loaders.orderBySerial.load(serial);
  },
  orders: (_, args, context) => listOrders(context, args),
};
