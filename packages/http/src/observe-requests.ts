import type { Telemetry, TraceTrust } from '@kontor/telemetry';
import type { FastifyInstance } from 'fastify';
import { pathOf } from './errors.js';

/**
 * Tells telemetry of every request, and lets what answers it run inside its span: hooks, handlers, and what listens to
 * the request and the answer. Probes are not told of: they would be most of the traces.
 */
export function observeRequests(app: FastifyInstance, telemetry: Telemetry, trust: TraceTrust): void {
  app.addHook('onRequest', (request, reply, done) => {
    const path = pathOf(request.url);
    if (path.startsWith('/health/')) return done();
    const watch = telemetry.serve({
      raw: request.raw,
      response: reply.raw,
      path,
      route: request.is404 ? undefined : request.routeOptions.url,
      requestId: request.id,
      scheme: request.protocol,
      host: request.hostname,
      port: request.port,
      clientAddress: request.ip,
      trust,
    });
    const { raw } = reply;
    raw.once('finish', () => watch.ended({ status: raw.statusCode }));
    raw.once('close', () => {
      if (!raw.writableFinished) watch.ended({ status: undefined });
    });
    watch.run(done);
  });
}
