import { createListLoader, createLoader, type Loader } from '@kontor/subgraph';
import type { StockLevel, Warehouse } from './domain/stock.js';
import type { Stores } from './store/index.js';

/** What a resolver works with: one per request, so that nothing loaded outlives it. */
export interface Context {
  readonly stores: Stores;
  readonly loaders: Loaders;
  readonly now: () => Date;
}

/** Each turns the keys of one tick into one statement. */
export interface Loaders {
  /** By warehouse code. */
  readonly stockLevelsByProduct: Loader<string, readonly StockLevel[]>;
  readonly warehouseByCode: Loader<string, Warehouse | null>;
}

export const createContext = (stores: Stores): Context => ({
  stores,
  loaders: {
    stockLevelsByProduct: createListLoader(stores.stockLevels.ofProducts, (level) => level.productId),
    warehouseByCode: createLoader(stores.stockLevels.warehousesByCodes, (warehouse) => warehouse.code),
  },
  now: () => new Date(),
});
