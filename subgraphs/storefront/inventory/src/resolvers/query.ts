import { findStockLevel } from '../actions/find-stock-level.js';
import { listLowStock } from '../actions/list-low-stock.js';
import type { QueryResolvers } from '../generated/resolver-types.js';

export const Query: QueryResolvers = {
  warehouses: (_, __, { stores }) => stores.stockLevels.warehouses(),
  warehouse: (_, { code }, { loaders }) => loaders.warehouseByCode.load(code),
  stockLevel: (_, key, context) => findStockLevel(context, key),
  lowStock: (_, args, context) => listLowStock(context, args),
};
