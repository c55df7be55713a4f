import type { OrderLineResolvers } from '../generated/resolver-types.js';

export const OrderLine: OrderLineResolvers = {
  product: ({ productId, sku }) => ({ id: productId, sku }),
  unitPrice: ({ unitPriceMinor, currency }) => ({ amountMinor: unitPriceMinor, currency }),
  lineTotal: ({ quantity, unitPriceMinor, currency }) => ({
    amountMinor: quantity * unitPriceMinor,
    currency,
  }),
  shipsFrom: ({ productId, shipsFrom }) =>
    shipsFrom.map((code) => ({ product: { id: productId }, warehouse: { code } })),
};
