import { startSubgraph, type Logger, type StartedSubgraph } from '@kontor/subgraph';
import { createContext } from './context.js';
import { resolvers } from './resolvers/index.js';
import { openDatabase, type DatabaseOptions } from './store/database.js';
import { createStores } from './store/index.js';
import { seedWhenEmpty } from './store/seed-when-empty.js';

export interface ProductsOptions {
  database: DatabaseOptions;
  /** Fill an empty database with sample data before the first request. */
  seeded?: boolean;
  /** Default PORT, else a free one. */
  port?: number;
  /** Default HOST, else 127.0.0.1. */
  host?: string;
  log?: Logger;
  /** Gives up starting. */
  signal?: AbortSignal;
}

export async function startProducts(options: ProductsOptions): Promise<StartedSubgraph> {
  const { database: databaseOptions, seeded = false, signal, ...listen } = options;
  const database = openDatabase(databaseOptions);
  if (seeded) await seedWhenEmpty(database, databaseOptions.url, signal);
  const stores = createStores(database);
  return startSubgraph({
    ...listen,
    name: 'products',
    typeDefs: new URL('../schema.graphql', import.meta.url),
    resolvers,
    context: () => createContext(stores),
    ready: async () => {
      await database.ping();
      return { ready: true };
    },
    onClose: database.close,
  });
}
