import {
  createGraphQLClient,
  startSubgraph,
  type Logger,
  type StartedSubgraph,
  type SubgraphRequest,
} from '@kontor/subgraph';
import { createAccountsClient } from './clients/accounts.js';
import { createProductsClient } from './clients/products.js';
import { createContext, type Clients } from './context.js';
import { resolvers } from './resolvers/index.js';
import { openDatabase, type DatabaseOptions } from './store/database.js';
import { createReviewStore } from './store/review-store.js';
import { seedWhenEmpty } from './store/seed-when-empty.js';

export interface ReviewsOptions {
  database: DatabaseOptions;
  /** GraphQL endpoints of the subgraphs that this one asks. */
  upstreams: { accountsUrl: string; productsUrl: string };
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

export async function startReviews(options: ReviewsOptions): Promise<StartedSubgraph> {
  const { database: databaseOptions, upstreams, seeded = false, signal, ...listen } = options;
  const database = openDatabase(databaseOptions);
  if (seeded) await seedWhenEmpty(database, databaseOptions.url, signal);
  const reviews = createReviewStore(database.prisma);
  return startSubgraph({
    ...listen,
    name: 'reviews',
    typeDefs: new URL('../schema.graphql', import.meta.url),
    resolvers,
    context: (request) => createContext(reviews, createClients(upstreams, request)),
    ready: async () => {
      await database.ping();
      return { ready: true };
    },
    onClose: database.close,
  });
}

function createClients(
  { accountsUrl, productsUrl }: ReviewsOptions['upstreams'],
  { requestId }: SubgraphRequest,
): Clients {
  const headers = { 'x-request-id': requestId };
  return {
    accounts: createAccountsClient(createGraphQLClient({ url: accountsUrl, headers })),
    products: createProductsClient(createGraphQLClient({ url: productsUrl, headers })),
  };
}
