import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpServer, type HttpServer } from '@kontor/http';
import { startTelemetry, telemetry, type RunningTelemetry } from '@kontor/telemetry';
import { until } from '../support/kontor/until.js';

/** What a proxy shows whoever is not logged in. */
const PAGE = `<!doctype html>${'<p>Please log in.</p>'.repeat(500)}`;

/** Whoever is meant to receive what is told: in every kind of trouble that it can be in. */
const COLLECTORS: Readonly<Record<string, RequestListener | 'absent'>> = {
  absent: 'absent',
  failing: (_request, response) => void response.writeHead(500).end('no'),
  overloaded: (_request, response) => void response.writeHead(503, { 'retry-after': '1' }).end(),
  hanging: () => undefined,
  mistaken: (_request, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE),
  nonsense: (request) => void request.socket.end('this is not HTTP\r\n\r\n'),
};

const REQUESTS = 300;
const SPANS_WAITING_MAX = 32;

let collector: Server | undefined;
let server: HttpServer;
let running: RunningTelemetry;
let lines: { message: string; facts: object }[];

async function open(listener: RequestListener | 'absent'): Promise<string> {
  const at = createServer(listener === 'absent' ? undefined : listener);
  await new Promise<void>((listening) => at.listen(0, '127.0.0.1', listening));
  const { port } = at.address() as AddressInfo;
  if (listener === 'absent') await new Promise((closed) => at.close(closed));
  else collector = at;
  return `http://127.0.0.1:${port}`;
}

async function start(endpoint: string): Promise<string> {
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_BSP_MAX_QUEUE_SIZE: String(SPANS_WAITING_MAX),
    OTEL_BSP_SCHEDULE_DELAY: '20',
    OTEL_METRIC_EXPORT_INTERVAL: '200',
    KONTOR_METRICS_PORT: '0',
  };
  // The exporters read it themselves.
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = endpoint;
  process.env['OTEL_EXPORTER_OTLP_TIMEOUT'] = '500';
  running = await startTelemetry({ name: 'trouble', env });
  server = createHttpServer({ name: 'trouble', logLevel: 'silent' });
  lines = [];
  telemetry()?.reportTo({ warn: (facts, message) => void lines.push({ facts, message }) });
  server.app.get('/work', () => ({ done: true }));
  const { url } = await server.listen({ port: 0 });
  return `${url}/work`;
}

beforeEach(() => {
  collector = undefined;
});

afterEach(async () => {
  await server.drain();
  await running.stop();
  delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  delete process.env['OTEL_EXPORTER_OTLP_TIMEOUT'];
  collector?.closeAllConnections();
  await new Promise<void>((closed) => (collector ? collector.close(() => closed()) : closed()));
});

const metric = async (name: RegExp): Promise<number | undefined> => {
  const page = await (await fetch(running.metricsUrl ?? '')).text();
  const line = page.split('\n').find((each) => name.test(each));
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
};

describe.each(Object.entries(COLLECTORS))('a collector that is %s', (_kind, listener) => {
  it('harms no request, costs a bounded queue and a bounded log, and holds up no end', async () => {
    const url = await start(await open(listener));
    for (let batch = 0; batch < REQUESTS; batch += 50) {
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => fetch(url).then((answer) => answer.json())),
      );
      expect(answers).toEqual(Array.from({ length: 50 }, () => ({ done: true })));
    }
    await until(
      'each is counted',
      async () => (await metric(/^http_server_request_duration_count\{.*http_route="\/work"/)) === REQUESTS,
    );
    expect((await metric(/^otel_sdk_processor_span_queue_size/)) ?? 0).toBeLessThanOrEqual(SPANS_WAITING_MAX);
    expect(lines.length).toBeLessThan(10);
    // Ends at all; how long it may take is FLUSH_TIMEOUT_MS.
    await running.stop();
    expect(telemetry()).toBeUndefined();
  });
});

describe('what cannot be sent', () => {
  it('is dropped and counted when too much waits', async () => {
    const url = await start(await open(COLLECTORS['hanging'] ?? 'absent'));
    const dropped = await until('spans are dropped', async () => {
      await Promise.all(Array.from({ length: 100 }, () => fetch(url).then((answer) => answer.arrayBuffer())));
      return metric(/^otel_sdk_processor_span_processed_total\{.*error_type="queue_full"/);
    });
    expect(dropped).toBeGreaterThan(0);
  });

  it('is said once', async () => {
    const url = await start(await open(COLLECTORS['failing'] ?? 'absent'));
    for (let n = 0; n < 20; n += 1) await (await fetch(url)).arrayBuffer();
    await until('trouble is said', () => lines.length > 0);
    expect(lines[0]).toMatchObject({
      message: 'telemetry is not sent',
      facts: { trouble: expect.any(String) },
    });
  });
});
