import type { WarehouseResolvers } from '../generated/resolver-types.js';

export const Warehouse: WarehouseResolvers = {
  __resolveReference: ({ code }, { loaders }) => loaders.warehouseByCode.load(code),
};
