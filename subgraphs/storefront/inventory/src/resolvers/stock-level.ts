import { findStockLevel } from '../actions/find-stock-level.js';
import { availableIn } from '../domain/stock.js';
import type { StockLevelResolvers } from '../generated/resolver-types.js';

export const StockLevel: StockLevelResolvers = {
  __resolveReference: ({ product, warehouse }, context) =>
    findStockLevel(context, { productId: product.id, warehouseCode: warehouse.code }),
  product: ({ productId }) => ({ id: productId }),
  warehouse: async ({ warehouseCode }, _, { loaders }) => {
    const warehouse = await loaders.warehouseByCode.load(warehouseCode);
    if (!warehouse)
      throw new Error(`Warehouse "${warehouseCode}" is missing although a foreign key refers to it.`);
    return warehouse;
  },
  available: (level) => availableIn(level),
};
