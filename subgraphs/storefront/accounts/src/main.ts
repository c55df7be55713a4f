import { databaseUrl, runProcess } from '@kontor/subgraph';
import { startAccounts } from './server.js';

const DEFAULT_PORT = 4101;

await runProcess(
  (signal) =>
    startAccounts({
      database: { url: databaseUrl({ graph: 'storefront', domain: 'accounts' }) },
      seeded: process.env['KONTOR_SEED'] === 'storefront',
      signal,
      ...(!process.env['PORT'] && { port: DEFAULT_PORT }),
    }),
  { name: 'accounts' },
);
