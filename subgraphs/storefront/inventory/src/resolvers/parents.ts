// What resolvers receive as parents, by GraphQL type: named in codegen.mappers.json.
import type { Connection } from '@kontor/subgraph';
import type { ReserveStockResult } from '../actions/reserve-stock.js';
import type { ShortLine } from '../domain/allocate.js';
import type { Reservation } from '../domain/reservation.js';
import type { Money } from '../domain/shipping.js';
import type { StockLevel, Warehouse } from '../domain/stock.js';

/** The rest comes from products, with a reference, when a field requires it. */
export interface ProductParent {
  id: string;
  price?: Money;
  weightGrams?: number;
}
export type ReservationParent = Reservation;
export type ReserveStockResultParent = ReserveStockResult;
export type StockLevelParent = StockLevel;
export type StockLevelConnectionParent = Connection<StockLevel>;
export interface StockShortageParent {
  lines: readonly ShortLine[];
}
export type WarehouseParent = Warehouse;
