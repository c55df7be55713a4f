import { startSubgraph, type Logger, type StartedSubgraph } from '@kontor/subgraph';
import { createContext } from './context.js';
import { resolvers } from './resolvers/index.js';
import { openDatabase, type DatabaseOptions } from './store/database.js';

import { seedWhenEmpty } from './store/seed-when-empty.js';
import { createUserStore } from './store/user-store.js';

export interface AccountsOptions {
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

export async function startAccounts(options: AccountsOptions): Promise<StartedSubgraph> {
  const { database: databaseOptions, seeded = false, signal, ...listen } = options;
  const database = openDatabase(databaseOptions);
  if (seeded) await seedWhenEmpty(database, databaseOptions.url, signal);
  const users = createUserStore(database.prisma);
  return startSubgraph({
    ...listen,
    name: 'accounts',
    typeDefs: new URL('../schema.graphql', import.meta.url),
    resolvers,
    context: () => createContext(users),
    ready: async () => {
      await database.ping();
      return { ready: true };
    },
    onClose: database.close,
  });
}
