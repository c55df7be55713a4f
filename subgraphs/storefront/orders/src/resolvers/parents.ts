// What resolvers receive as parents, by GraphQL type: named in codegen.mappers.json.
import type { Connection } from '@kontor/subgraph';
import type { Order, OrderLine } from '../domain/order.js';

export type OrderParent = Order;
export type OrderConnectionParent = Connection<Order>;
export type OrderLineParent = OrderLine & { currency: string };
/** The sku is there on the way from a line, which provides it; the rest is for products to say. */
export interface ProductParent {
  id: string;
  sku?: string;
}
/** The key alone; the rest is for inventory to say. */
export interface StockLevelParent {
  product: ProductParent;
  warehouse: WarehouseParent;
}
export interface UserParent {
  id: string;
}
export interface WarehouseParent {
  code: string;
}
