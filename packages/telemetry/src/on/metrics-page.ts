import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PrometheusExporter, PrometheusSerializer } from '../sdk/index.js';

export const METRICS_PATH = '/metrics';
const READERS_MAX = 16;

export interface MetricsPage {
  /** What collects; to be given to the MeterProvider. */
  readonly reader: PrometheusExporter;
  readonly url: string;
  close(): Promise<void>;
}

/** `GET /metrics` in Prometheus' text format, at an address of its own: whoever reaches the clients' port learns nothing. */
export async function openMetricsPage({ host, port }: { host: string; port: number }): Promise<MetricsPage> {
  const reader = new PrometheusExporter({ preventServerStart: true });
  const serializer = new PrometheusSerializer();

  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 }, (request, response) => {
    if (request.method !== 'GET' || (request.url ?? '').split('?', 1)[0] !== METRICS_PATH) {
      response.writeHead(404).end();
      return;
    }
    reader.collect().then(
      ({ resourceMetrics }) =>
        response
          .writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' })
          .end(serializer.serialize(resourceMetrics)),
      () => response.writeHead(500).end(),
    );
  });
  server.maxConnections = READERS_MAX;
  server.unref();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(nameTaken(error, host, port)));
    server.listen({ host, port }, resolve);
  });
  const taken = (server.address() as AddressInfo).port;
  return {
    reader,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}${METRICS_PATH}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function nameTaken(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code !== 'EADDRINUSE') return error;
  return Object.assign(
    new Error(`Port ${port} on ${host}, for ${METRICS_PATH}, is in use.`, { cause: error }),
    {
      code: 'PORT_TAKEN',
      fix: 'Choose another with KONTOR_METRICS_PORT (0 takes a free one), or stop what listens there.',
    },
  );
}
