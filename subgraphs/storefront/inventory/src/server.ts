import { createLogger, startSubgraph, type Logger, type StartedSubgraph } from '@kontor/subgraph';
import { createContext } from './context.js';
import { EXPIRE_INTERVAL_MS, startExpireJob } from './jobs/expire-reservations.js';
import { resolvers } from './resolvers/index.js';
import { openDatabase, type DatabaseOptions } from './store/database.js';
import { createStores } from './store/index.js';
import { seedWhenEmpty } from './store/seed-when-empty.js';

export interface InventoryOptions {
  database: DatabaseOptions;
  /** Fill an empty database with sample data before the first request. */
  seeded?: boolean;
  /** How often reservations that nobody confirmed are looked for; default {@link EXPIRE_INTERVAL_MS}. */
  expireIntervalMs?: number;
  /** Default PORT, else a free one. */
  port?: number;
  /** Default HOST, else 127.0.0.1. */
  host?: string;
  log?: Logger;
  /** Gives up starting. */
  signal?: AbortSignal;
}

export async function startInventory(options: InventoryOptions): Promise<StartedSubgraph> {
  const { database: databaseOptions, seeded = false, expireIntervalMs, signal, ...listen } = options;
  const log = options.log ?? createLogger({ name: 'inventory' });
  const database = openDatabase(databaseOptions);
  if (seeded) await seedWhenEmpty(database, databaseOptions.url, signal);
  const stores = createStores(database);
  const expireJob = startExpireJob({
    reservations: stores.reservations,
    now: () => new Date(),
    log,
    intervalMs: expireIntervalMs ?? EXPIRE_INTERVAL_MS,
  });
  return startSubgraph({
    ...listen,
    log,
    name: 'inventory',
    typeDefs: new URL('../schema.graphql', import.meta.url),
    resolvers,
    context: () => createContext(stores),
    ready: async () => {
      await database.ping();
      return { ready: true };
    },
    onClose: async () => {
      await expireJob.stop();
      await database.close();
    },
  });
}
