import { createHttpServer } from '@kontor/http';
import { databaseUrl, runProcess } from '@kontor/subgraph';
import { createIdentity } from './create-identity.js';
import { portFrom, signingKeyFrom } from './settings.js';

/** Identity alone: GraphQL at /subgraphs/identity, health at /health. Its tables must be there. */
await runProcess(
  async () => {
    const server = createHttpServer({
      name: 'identity',
      ready: () => identity.ready(),
      requestLogLevel: 'debug',
    });
    const identity = createIdentity({
      databaseUrl: databaseUrl({ graph: 'platform', domain: 'identity' }),
      signingKey: signingKeyFrom(process.env),
      log: server.log,
    });
    await identity.mount(server.app, '/subgraphs/identity');
    await server.listen({ host: process.env['HOST'] || '127.0.0.1', port: portFrom(process.env) });
    return { close: server.drain };
  },
  { name: 'identity' },
);
