import { createLogger, databaseUrl, runProcess, startSubgraph } from '@kontor/subgraph';
import { createRegistry, REGISTRY_BODY_LIMIT_BYTES } from './server.js';
import { identityUrlFrom, signingKeyFrom } from './settings.js';

/** The registry alone: GraphQL at /graphql, delivery at /artifacts, health at /health. Its tables must be there. */
await runProcess(
  async () => {
    const log = createLogger({ name: 'registry' });
    const registry = createRegistry({
      databaseUrl: databaseUrl({ graph: 'platform', domain: 'registry' }),
      signingKey: signingKeyFrom(process.env),
      identityUrl: identityUrlFrom(process.env),
      log,
    });
    const started = await startSubgraph({
      ...registry.subgraph,
      log,
      ready: registry.ready,
      bodyLimitBytes: REGISTRY_BODY_LIMIT_BYTES,
      routes: registry.mountDelivery,
    });
    registry.start();
    log.info({ url: started.url }, 'registry is ready');
    return {
      async close() {
        registry.drain();
        await started.close();
      },
    };
  },
  { name: 'registry' },
);
