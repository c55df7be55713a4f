import { codedError } from '@kontor/subgraph';
import { estimateShipping } from '../domain/shipping.js';
import { availabilityOf, availableInAll } from '../domain/stock.js';
import type { ProductResolvers } from '../generated/resolver-types.js';

export const Product: ProductResolvers = {
  // Whether a product exists is for products to say: here it has stock or it has none.
  __resolveReference: (reference) => reference,
  inStock: async ({ id }, _, { loaders }) => availableInAll(await loaders.stockLevelsByProduct.load(id)) > 0,
  availability: async ({ id }, _, { loaders }) =>
    availabilityOf(availableInAll(await loaders.stockLevelsByProduct.load(id))),
  availableQuantity: async ({ id }, _, { loaders }) =>
    availableInAll(await loaders.stockLevelsByProduct.load(id)),
  stockLevels: async ({ id }, _, { loaders }) => [...(await loaders.stockLevelsByProduct.load(id))],
  shippingEstimate: ({ price, weightGrams }, { country }) => {
    if (!price || weightGrams === undefined)
      throw codedError(
        'REQUIRED_FIELDS_MISSING',
        'shippingEstimate needs price and weightGrams of products.',
      );
    const result = estimateShipping({ price, weightGrams }, country);
    if (result.kind === 'invalid') throw codedError('INPUT_INVALID', result.problem);
    return result.estimate;
  },
};
