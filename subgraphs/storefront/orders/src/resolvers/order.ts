import { readOrderNumber, toOrderNumber } from '../domain/order-number.js';
import type { OrderResolvers } from '../generated/resolver-types.js';

export const Order: OrderResolvers = {
  __resolveReference: (reference, { loaders }) => {
    if ('id' in reference) return loaders.orderById.load(reference.id);
    const serial = readOrderNumber(reference.number);
    return serial === undefined ? null : loaders.orderBySerial.load(serial);
  },
  number: ({ serial }) => toOrderNumber(serial),
  buyer: ({ buyerId }) => ({ id: buyerId }),
  lines: async ({ id, currency }, _, { loaders }) =>
    (await loaders.linesByOrder.load(id)).map((line) => ({ ...line, currency })),
  total: ({ totalMinor, currency }) => ({ amountMinor: totalMinor, currency }),
  placedAt: ({ placedAt }) => placedAt.toISOString(),
  closedAt: ({ closedAt }) => closedAt?.toISOString(),
};
