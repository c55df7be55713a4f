import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHttpServer } from '@kontor/http';
import { databaseUrl, runProcess } from '@kontor/subgraph';
import { createIdentity } from './create-identity.js';

/** Identity alone: GraphQL at /subgraphs/identity, the port from PORT (4011). The database must be migrated. */
const DEFAULT_PORT = 4011;

await runProcess(
  async () => {
    const home = process.env['KONTOR_HOME'] || '.kontor';
    const signingKey = Buffer.from(readFileSync(join(home, 'actor-signing-key'), 'utf8').trim(), 'base64url');
    const server = createHttpServer({
      name: 'identity',
      ready: () => identity.ready(),
      requestLogLevel: 'debug',
    });
    const identity = createIdentity({
      databaseUrl: databaseUrl({ graph: 'platform', domain: 'identity' }),
      signingKey,
      log: server.log,
    });
    await identity.mount(server.app, '/subgraphs/identity');
    await server.listen({
      host: process.env['HOST'] || '127.0.0.1',
      port: Number(process.env['PORT'] || DEFAULT_PORT),
    });
    return { close: server.drain };
  },
  { name: 'identity' },
);
