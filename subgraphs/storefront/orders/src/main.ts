import { databaseUrl, runProcess } from '@kontor/subgraph';
import { startOrders } from './server.js';

const DEFAULT_PORT = 4105;

await runProcess(
  (signal) =>
    startOrders({
      database: { url: databaseUrl({ graph: 'storefront', domain: 'orders' }) },
      upstreams: {
        accountsUrl: process.env['ACCOUNTS_URL'] || 'http://127.0.0.1:4101/graphql',
        productsUrl: process.env['PRODUCTS_URL'] || 'http://127.0.0.1:4102/graphql',
        inventoryUrl: process.env['INVENTORY_URL'] || 'http://127.0.0.1:4103/graphql',
      },
      seeded: process.env['KONTOR_SEED'] === 'storefront',
      signal,
      ...(!process.env['PORT'] && { port: DEFAULT_PORT }),
    }),
  { name: 'orders' },
);
