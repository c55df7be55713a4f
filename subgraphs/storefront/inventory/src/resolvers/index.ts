import type { Resolvers } from '../generated/resolver-types.js';
import { Mutation } from './mutation.js';
import { Product } from './product.js';
import { Query } from './query.js';
import { Reservation } from './reservation.js';
import { ReserveStockResult } from './reserve-stock-result.js';
import { StockLevel } from './stock-level.js';
import { Warehouse } from './warehouse.js';

export const resolvers: Resolvers = {
  Query,
  Mutation,
  Product,
  StockLevel,
  Warehouse,
  Reservation,
  ReserveStockResult,
};
