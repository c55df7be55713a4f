import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { createHttpServer, type HttpServer } from '@kontor/http';
import { startTelemetry, telemetry, type RunningTelemetry, type TraceTrust } from '@kontor/telemetry';
import { receiveTraces, type ReceivedSpan, type TraceReceiver } from '@kontor/telemetry/receive';
import { until } from '../support/kontor/until.js';

let receiver: TraceReceiver;
let running: RunningTelemetry;
const all: ReceivedSpan[] = [];
const servers: HttpServer[] = [];
/** Resolves when somebody waits for what never comes. */
const waiting = Promise.withResolvers<void>();

beforeAll(async () => {
  receiver = await receiveTraces({ port: 0, onSpans: (spans) => void all.push(...spans) });
  // The exporters read it themselves.
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = receiver.url;
  running = await startTelemetry({ name: 'spans', env: { ...process.env, OTEL_BSP_SCHEDULE_DELAY: '20' } });
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.drain()));
  await running.stop();
  await receiver.close();
  delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
});

async function serve(traceTrust: TraceTrust): Promise<string> {
  const server = createHttpServer({ name: 'spans', logLevel: 'silent', traceTrust });
  servers.push(server);
  server.app.get('/items/:id', () => ({ done: true }));
  server.app.get('/failing', () => Promise.reject(new Error('a defect')));
  server.app.get('/never', () => {
    waiting.resolve();
    return new Promise(() => undefined);
  });
  return (await server.listen({ port: 0 })).url;
}

const come = (what: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan> =>
  until('the span comes', () => all.find(what));

const newTrace = () => {
  const traceId = randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  return { traceId, spanId, headers: { traceparent: `00-${traceId}-${spanId}-01`, baggage: 'who=ann' } };
};

describe('a request', () => {
  it('is named by its route and continues the trace of a caller that is trusted', async () => {
    const url = await serve('continue');
    const { traceId, spanId, headers } = newTrace();
    await fetch(`${url}/items/42?token=secret`, { headers });
    expect(await come((span) => span.traceId === traceId)).toMatchObject({
      name: 'GET /items/:id',
      parentSpanId: spanId,
      failed: false,
      attributes: { 'url.path': '/items/42', 'http.route': '/items/:id', 'http.response.status_code': 200 },
    });
    expect(all.flatMap(({ attributes }) => Object.values(attributes)).join()).not.toContain('secret');
  });

  it('begins a trace of its own, linked to that of a caller that is not trusted', async () => {
    const url = await serve('link');
    const { traceId, spanId, headers } = newTrace();
    await fetch(`${url}/items/1`, { headers });
    const span = await come(({ links }) => links.some((link) => link.traceId === traceId));
    expect(span).toMatchObject({ parentSpanId: undefined, links: [{ traceId, spanId }] });
    expect(receiver.spansOf(traceId)).toEqual([]);
  });

  it('that fails by a defect has the status Error and the code; one that is mistaken has not', async () => {
    const url = await serve('continue');
    const [failing, mistaken] = [newTrace(), newTrace()];
    await fetch(`${url}/failing`, { headers: failing.headers });
    await fetch(`${url}/nowhere`, { headers: mistaken.headers });
    expect(await come((span) => span.traceId === failing.traceId)).toMatchObject({
      failed: true,
      attributes: { 'error.type': '500', 'kontor.error.code': 'INTERNAL_ERROR' },
    });
    expect(await come((span) => span.traceId === mistaken.traceId)).toMatchObject({
      name: 'GET',
      failed: false,
      attributes: { 'http.response.status_code': 404, 'kontor.error.code': 'ROUTE_NOT_FOUND' },
    });
  });

  it('whose client leaves ends as cancelled', async () => {
    const url = await serve('continue');
    const { traceId, headers } = newTrace();
    const leaving = new AbortController();
    const gone = fetch(`${url}/never`, { headers, signal: leaving.signal }).catch(() => 'gone');
    await waiting.promise;
    leaving.abort();
    expect(await gone).toBe('gone');
    expect(await come((span) => span.traceId === traceId)).toMatchObject({
      failed: true,
      attributes: { 'error.type': 'REQUEST_CANCELLED' },
    });
  });

  it('to a health check is not told of', async () => {
    const url = await serve('continue');
    const [probe, after] = [newTrace(), newTrace()];
    await fetch(`${url}/health/live`, { headers: probe.headers });
    await fetch(`${url}/items/1`, { headers: after.headers });
    await come((span) => span.traceId === after.traceId);
    expect(receiver.spansOf(probe.traceId)).toEqual([]);
  });
});

describe('a call to another process', () => {
  it('says where it goes without secrets, what was tried again, and how it failed', async () => {
    const url = new URL('http://user:secret@127.0.0.1:9/graphql?token=secret');
    const watch = telemetry()?.call({ method: 'POST', url, subgraph: 'products', operationName: 'Q' });
    const stale = { traceparent: 'theirs', tracestate: 'theirs', accept: 'a' };
    expect(watch?.headers(stale)).toEqual({
      accept: 'a',
      traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/),
    });
    watch?.retried({ attempt: 1, cause: 'ECONNREFUSED', delayMs: 20 });
    watch?.ended({ code: 'SUBGRAPH_UNREACHABLE' });
    expect(await come(({ kind }) => kind === 'client')).toMatchObject({
      name: 'POST /graphql',
      failed: true,
      attributes: { 'url.full': 'http://127.0.0.1:9/graphql', 'error.type': 'SUBGRAPH_UNREACHABLE' },
      events: [{ name: 'kontor.retry', attributes: { 'error.type': 'ECONNREFUSED' } }],
    });
  });
});
