import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import {
  BatchSpanProcessor,
  JsonTraceExporter,
  ProtobufTraceExporter,
  resourceFromAttributes,
  TracerProvider,
} from '../sdk/index.js';
import { receiveTraces, type TraceReceiver } from './receiver.js';

let receiver: TraceReceiver;
beforeAll(async () => {
  receiver = await receiveTraces({ port: 0 });
});
afterAll(() => receiver.close());

describe('receiving over OTLP/HTTP what OpenTelemetry’s own exporters send', () => {
  it.each([
    ['protobuf', ProtobufTraceExporter, 'none'],
    ['protobuf, compressed', ProtobufTraceExporter, 'gzip'],
    ['JSON', JsonTraceExporter, 'none'],
  ] as const)('%s', async (_name, Exporter, compression) => {
    const exporter = new Exporter({ url: `${receiver.url}/v1/traces`, compression: compression as never });
    const provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'shop' }),
      spanProcessors: [new BatchSpanProcessor({ exporter })],
    });
    const tracer = provider.getTracer('scope');
    const parent = tracer.startSpan('parent', { kind: SpanKind.SERVER });
    const child = tracer.startSpan(
      'child',
      {
        links: [{ context: parent.spanContext() }],
        attributes: { text: 'ä', whole: 200, negative: -5, half: 0.5, yes: true, list: ['a', 'b'] },
      },
      trace.setSpan(ROOT_CONTEXT, parent),
    );
    child.addEvent('retry', { attempt: 1 }).setStatus({ code: 2, message: 'no' }).end();
    parent.end();
    await provider.shutdown();

    const { traceId, spanId } = parent.spanContext();
    const byName = new Map(receiver.spansOf(traceId).map((span) => [span.name, span]));
    expect(byName.get('parent')).toMatchObject({
      spanId,
      kind: 'server',
      parentSpanId: undefined,
      failed: false,
    });
    expect(byName.get('child')).toMatchObject({
      ...{ parentSpanId: spanId, service: 'shop', scope: 'scope', kind: 'internal', failed: true },
      attributes: { text: 'ä', whole: 200, negative: -5, half: 0.5, yes: true, list: ['a', 'b'] },
      events: [{ name: 'retry', attributes: { attempt: 1 } }],
      links: [{ traceId, spanId }],
    });
    const { startNs, endNs } = byName.get('child') ?? { startNs: 1n, endNs: 0n };
    expect(endNs).toBeGreaterThanOrEqual(startNs);
    expect(startNs).toBeGreaterThan(1_700_000_000_000_000_000n);
  });

  it.each([
    ['POST', '/v1/metrics', 'application/json', '{}', 200],
    ['POST', '/v1/traces', 'application/json', 'nonsense', 400],
    ['POST', '/v1/traces', 'application/x-protobuf', '\xff\xff\xff', 400],
    ['POST', '/v1/traces', 'text/plain', '', 415],
    ['POST', '/elsewhere', 'application/json', '{}', 404],
  ])('answers %s %s (%s, %j) with %d', async (method, path, type, body, status) => {
    const response = await fetch(`${receiver.url}${path}`, {
      method,
      body,
      headers: { 'content-type': type },
    });
    expect(response.status).toBe(status);
  });
});
