import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { readJsonSpans } from './read-json.js';
import { readProtobufSpans } from './read-protobuf.js';
import type { ReceivedSpan } from './span.js';

const BODY_BYTES_MAX = 8 * 1024 * 1024;
/** Spans kept; the oldest go first. */
const SPANS_MAX = 20_000;

export interface TraceReceiver {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  spansOf(traceId: string): readonly ReceivedSpan[];
  close(): Promise<void>;
}

export interface TraceReceiverOptions {
  host?: string;
  /** 0 takes a free one. */
  port: number;
  /** Called with what has just come. */
  onSpans?: (spans: readonly ReceivedSpan[]) => void;
}

/** Receives traces over OTLP/HTTP, protobuf or JSON, and keeps the last ones; takes metrics and logs, and drops them. */
export async function receiveTraces({
  host = '127.0.0.1',
  port,
  onSpans,
}: TraceReceiverOptions): Promise<TraceReceiver> {
  let kept: ReceivedSpan[] = [];

  const server = createServer(async (request, response) => {
    const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim() ?? '';
    const status = await take(request, type).catch(() => 400);
    response.writeHead(status, { 'content-type': type || 'application/json' });
    // An empty answer reads as success in protobuf; JSON needs an object.
    response.end(type === 'application/json' ? '{}' : undefined);
  });

  async function take(request: IncomingMessage, type: string): Promise<number> {
    if (request.method !== 'POST') return 405;
    const body = await readBody(request);
    if (request.url !== '/v1/traces')
      return request.url === '/v1/metrics' || request.url === '/v1/logs' ? 200 : 404;
    if (type !== 'application/json' && type !== 'application/x-protobuf') return 415;
    const spans =
      type === 'application/json' ? readJsonSpans(body.toString('utf8')) : readProtobufSpans(body);
    kept = [...kept, ...spans].slice(-SPANS_MAX);
    onSpans?.(spans);
    return 200;
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, resolve);
  });
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`,
    spansOf: (traceId) => kept.filter((span) => span.traceId === traceId),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes > BODY_BYTES_MAX) throw new Error('the body is too large');
    chunks.push(chunk as Buffer);
  }
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip'
    ? promisify(gunzip)(body, { maxOutputLength: BODY_BYTES_MAX })
    : body;
}
