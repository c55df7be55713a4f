import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PrometheusExporter, PrometheusSerializer } from '../sdk/index.js';
import type { MetricsPagePlace } from '../start.js';
import { joinMetrics } from './join-metrics.js';

export const METRICS_PATH = '/metrics';
const READERS_MAX = 16;

export interface MetricsPage {
  /** What collects; to be given to the MeterProvider. */
  readonly reader: PrometheusExporter;
  /** Undefined: another process shows it. */
  readonly url: string | undefined;
  text(): Promise<string>;
  close(): Promise<void>;
}

/** `GET /metrics` in Prometheus' text format, at an address of its own: whoever reaches the clients' port learns nothing. */
export async function openMetricsPage(
  at: { host: string; port: number },
  place: MetricsPagePlace,
): Promise<MetricsPage> {
  const reader = new PrometheusExporter({ preventServerStart: true });
  const serializer = new PrometheusSerializer();
  const own = async (): Promise<string> => serializer.serialize((await reader.collect()).resourceMetrics);
  const text = async (): Promise<string> =>
    place.kind === 'with others' ? joinMetrics(await own(), await place.read()) : own();
  if (place.kind === 'elsewhere') return { reader, url: undefined, text, close: () => Promise.resolve() };
  return { reader, text, ...(await serve(at, text)) };
}

async function serve(
  { host, port }: { host: string; port: number },
  text: () => Promise<string>,
): Promise<Pick<MetricsPage, 'url' | 'close'>> {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 10_000 }, (request, response) => {
    if (request.method !== 'GET' || (request.url ?? '').split('?', 1)[0] !== METRICS_PATH) {
      response.writeHead(404).end();
      return;
    }
    text().then(
      (page) =>
        response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(page),
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
