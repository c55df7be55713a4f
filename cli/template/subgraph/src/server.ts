import { startSubgraph, type Logger, type StartedSubgraph } from '@kontor/subgraph';
import { createContext } from './context.js';
import { resolvers } from './resolvers/index.js';
import { openDatabase, type DatabaseOptions } from './store/database.js';
import { createSprocketStore } from './store/{{item}}-store.js';

export interface ServerOptions {
  database: DatabaseOptions;
  /** Default PORT, else a free one. */
  port?: number;
  log?: Logger;
}

export async function startServer({ database: where, ...listen }: ServerOptions): Promise<StartedSubgraph> {
  const database = openDatabase(where);
  const store = createSprocketStore(database.prisma);
  return startSubgraph({
    ...listen,
    name: '{{name}}',
    typeDefs: new URL('../schema.graphql', import.meta.url),
    resolvers,
    context: () => createContext(store),
    ready: async () => {
      await database.ping();
      return { ready: true };
    },
    onClose: database.close,
  });
}
