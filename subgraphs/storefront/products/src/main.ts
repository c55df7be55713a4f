import { databaseUrl, runProcess } from '@kontor/subgraph';
import { startProducts } from './server.js';

const DEFAULT_PORT = 4102;

await runProcess(
  (signal) =>
    startProducts({
      database: { url: databaseUrl({ graph: 'storefront', domain: 'products' }) },
      seeded: process.env['KONTOR_SEED'] === 'storefront',
      signal,
      ...(!process.env['PORT'] && { port: DEFAULT_PORT }),
    }),
  { name: 'products' },
);
