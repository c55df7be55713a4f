import { databaseUrl, runProcess } from '@kontor/subgraph';
import { startServer } from './server.js';

const DEFAULT_PORT = {{port}};

await runProcess(
  () =>
    startServer({
      database: { url: databaseUrl({ graph: '{{graph}}', domain: '{{name}}' }) },
      ...(!process.env['PORT'] && { port: DEFAULT_PORT }),
    }),
  { name: '{{name}}' },
);
