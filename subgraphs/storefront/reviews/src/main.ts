import { databaseUrl, runProcess } from '@kontor/subgraph';
import { startReviews } from './server.js';

const DEFAULT_PORT = 4104;

await runProcess(
  (signal) =>
    startReviews({
      database: { url: databaseUrl({ graph: 'storefront', domain: 'reviews' }) },
      upstreams: {
        accountsUrl: process.env['ACCOUNTS_URL'] || 'http://127.0.0.1:4101/graphql',
        productsUrl: process.env['PRODUCTS_URL'] || 'http://127.0.0.1:4102/graphql',
      },
      seeded: process.env['KONTOR_SEED'] === 'storefront',
      signal,
      ...(!process.env['PORT'] && { port: DEFAULT_PORT }),
    }),
  { name: 'reviews' },
);
