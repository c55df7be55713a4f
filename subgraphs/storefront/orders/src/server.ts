import {
  createGraphQLClient,
  createLogger,
  startSubgraph,
  type Logger,
  type StartedSubgraph,
} from '@kontor/subgraph';
import { createAccountsClient } from './clients/accounts.js';
import { createInventoryClient } from './clients/inventory.js';
import { createProductsClient } from './clients/products.js';
import { createContext, type Clients } from './context.js';
import { COMPLETE_INTERVAL_MS, startCompleteJob } from './jobs/complete-orders.js';
import { resolvers } from './resolvers/index.js';
import { openDatabase, type DatabaseOptions } from './store/database.js';
import { createOrderStore } from './store/order-store.js';
import { seedWhenEmpty } from './store/seed-when-empty.js';

export interface OrdersOptions {
  database: DatabaseOptions;
  upstreams: Upstreams;
  /** Fill an empty database with sample data before the first request. */
  seeded?: boolean;
  /** How often interrupted orders are looked for; default {@link COMPLETE_INTERVAL_MS}. */
  completeIntervalMs?: number;
  /** Default PORT, else a free one. */
  port?: number;
  /** Default HOST, else 127.0.0.1. */
  host?: string;
  log?: Logger;
  /** Gives up starting. */
  signal?: AbortSignal;
}

/** GraphQL endpoints of the subgraphs that this one asks. */
export interface Upstreams {
  accountsUrl: string;
  productsUrl: string;
  inventoryUrl: string;
}

export async function startOrders(options: OrdersOptions): Promise<StartedSubgraph> {
  const {
    database: databaseOptions,
    upstreams,
    seeded = false,
    completeIntervalMs,
    signal,
    ...listen
  } = options;
  const log = options.log ?? createLogger({ name: 'orders' });
  const database = openDatabase(databaseOptions);
  if (seeded) await seedWhenEmpty(database, databaseOptions.url, signal);
  const orders = createOrderStore(database.prisma);
  const completeJob = startCompleteJob({
    orders,
    inventory: createClients(upstreams).inventory,
    now: () => new Date(),
    log,
    intervalMs: completeIntervalMs ?? COMPLETE_INTERVAL_MS,
  });
  return startSubgraph({
    ...listen,
    log,
    name: 'orders',
    typeDefs: new URL('../schema.graphql', import.meta.url),
    resolvers,
    context: ({ requestId }) =>
      createContext(orders, createClients(upstreams, { 'x-request-id': requestId })),
    ready: async () => {
      await database.ping();
      return { ready: true };
    },
    onClose: async () => {
      await completeJob.stop();
      await database.close();
    },
  });
}

function createClients(
  { accountsUrl, productsUrl, inventoryUrl }: Upstreams,
  headers: Readonly<Record<string, string>> = {},
): Clients {
  return {
    accounts: createAccountsClient(createGraphQLClient({ url: accountsUrl, headers })),
    products: createProductsClient(createGraphQLClient({ url: productsUrl, headers })),
    inventory: createInventoryClient(createGraphQLClient({ url: inventoryUrl, headers })),
  };
}
