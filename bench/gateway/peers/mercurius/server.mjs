// Mercurius' gateway from the subgraphs' schemas, with its JIT on and one header forwarded.
import { readFileSync } from 'node:fs';
import gateway from '@mercuriusjs/gateway';
import fastify from 'fastify';

const [servicesFile, port] = process.argv.slice(2);

const app = fastify();
app.register(gateway, {
  jit: 1,
  path: '/graphql',
  gateway: {
    services: JSON.parse(readFileSync(servicesFile, 'utf8')).map((service) => ({
      ...service,
      mandatory: true,
      rewriteHeaders: ({ authorization }) => (authorization ? { authorization } : {}),
    })),
  },
});
await app.listen({ port: Number(port), host: '127.0.0.1' });
