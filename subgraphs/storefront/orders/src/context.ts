import { createListLoader, createLoader, type Loader } from '@kontor/subgraph';
import type { AccountsClient } from './clients/accounts.js';
import type { InventoryClient } from './clients/inventory.js';
import type { ProductsClient } from './clients/products.js';
import type { Order, OrderLine } from './domain/order.js';
import type { FoundOrder, OrdersOf, OrderStore } from './store/order-store.js';

export interface Clients {
  readonly accounts: AccountsClient;
  readonly inventory: InventoryClient;
  readonly products: ProductsClient;
}

/** What a resolver works with: one per request, so that nothing loaded outlives it. */
export interface Context {
  readonly orders: OrderStore;
  readonly clients: Clients;
  readonly loaders: Loaders;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** Each turns the keys of one tick into one statement. */
export interface Loaders {
  readonly orderById: Loader<string, Order | null>;
  readonly orderBySerial: Loader<number, Order | null>;
  readonly linesByOrder: Loader<string, readonly OrderLine[]>;
  readonly ordersOfBuyer: Loader<OrdersOf, readonly FoundOrder[]>;
  readonly orderCountByBuyer: Loader<string, { count: number } | null>;
}

export const createContext = (orders: OrderStore, clients: Clients): Context => ({
  orders,
  clients,
  loaders: {
    orderById: createLoader(orders.byIds, (order) => order.id),
    orderBySerial: createLoader(orders.bySerials, (order) => order.serial),
    linesByOrder: createListLoader(orders.linesOfOrders, (line) => line.orderId),
    ordersOfBuyer: createListLoader(orders.ofBuyers, (found) => found.page, {
      cacheKeyOf: (page) => JSON.stringify(page),
    }),
    orderCountByBuyer: createLoader(orders.countByBuyer, (count) => count.buyerId),
  },
  now: () => new Date(),
  newId: () => `ord_${crypto.randomUUID().replaceAll('-', '')}`,
});
