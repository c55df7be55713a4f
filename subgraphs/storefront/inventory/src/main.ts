import { databaseUrl, runProcess } from '@kontor/subgraph';
import { startInventory } from './server.js';

const DEFAULT_PORT = 4103;

await runProcess(
  (signal) =>
    startInventory({
      database: { url: databaseUrl({ graph: 'storefront', domain: 'inventory' }) },
      seeded: process.env['KONTOR_SEED'] === 'storefront',
      signal,
      ...(!process.env['PORT'] && { port: DEFAULT_PORT }),
    }),
  { name: 'inventory' },
);
