import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { until } from '../../../test/support/gateway/until.js';
import { CERTIFICATE, CERTIFICATE_KEY } from '../test-support/certificate.js';
import { prepareHeaders } from './prepared-headers.js';
import { createPublicLookup } from './public-lookup.js';
import type { TransportLimits, WireOutcome } from './transport.js';
import { createUndiciTransport } from './undici-transport.js';

type Answer = (response: Http2ServerResponse, body: string) => void;

const LIMITS: TransportLimits = {
  connectionsMax: 4,
  queuedFetchesMax: 100,
  connectTimeoutMs: 2_000,
  keepAliveMs: 10_000,
  responseBytesMax: 1_000,
  compression: 'never',
};

const open = new Set<() => Promise<void>>();
const trusted = getCACertificates();
beforeAll(() => setDefaultCACertificates([...trusted, CERTIFICATE]));
afterAll(() => setDefaultCACertificates(trusted));
afterEach(async () => {
  await Promise.all([...open].map((close) => close()));
  open.clear();
});

async function serve(answer: Answer, speaksHttp2 = true) {
  const sockets = new Set<Socket>();
  const requests: { version: string; headers: Http2ServerRequest['headers'] }[] = [];
  const options = { key: CERTIFICATE_KEY, cert: CERTIFICATE };
  const server = speaksHttp2 ? createSecureServer({ ...options, allowHTTP1: true }) : createServer(options);
  server.on('secureConnection', (socket) => sockets.add(socket));
  server.on('request', (request: Http2ServerRequest, response: Http2ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests.push({ version: request.httpVersion, headers: request.headers });
      answer(response, Buffer.concat(chunks).toString());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.add(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { sockets, requests, port: (server.address() as AddressInfo).port };
}

function client(port: number, more: Partial<TransportLimits> = {}, host = '127.0.0.1') {
  const lookup = host === 'localhost' ? createPublicLookup() : undefined;
  const transport = createUndiciTransport(`https://${host}:${port}`, { ...LIMITS, ...more }, lookup);
  open.add(() => transport.destroy());
  return transport;
}

function ask(transport: ReturnType<typeof client>, body: string, contentEncoding?: 'gzip') {
  const { promise, resolve } = Promise.withResolvers<WireOutcome>();
  const headers = prepareHeaders({ 'x-name': 'café' });
  const sending = transport.send({ path: '/graphql', headers, body, contentEncoding }, resolve);
  return { sending, outcome: promise };
}

const echo: Answer = (response, body) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(body);
};

describe('TLS to a subgraph', () => {
  it('is HTTP/2 where the other side speaks it: many requests on one connection', async () => {
    const { sockets, requests, port } = await serve(echo);
    const transport = client(port);
    const bodies = Array.from({ length: 40 }, (_, index) => `"é${index}"`);
    const outcomes = await Promise.all(bodies.map((body) => ask(transport, body).outcome));
    expect(outcomes.map((one) => one.kind === 'response' && one.response.body)).toEqual(bodies);
    expect(new Set(requests.map(({ version }) => version))).toEqual(new Set(['2.0']));
    expect(sockets.size).toBe(1);
    expect(requests[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json;q=0.9',
    });
    expect(requests[0]?.headers).not.toHaveProperty('accept-encoding');
  });

  it('is HTTP/1.1 elsewhere, on as many connections as allowed', async () => {
    const { sockets, requests, port } = await serve(echo, false);
    const transport = client(port);
    const bodies = Array.from({ length: 40 }, (_, index) => String(index));
    const outcomes = await Promise.all(bodies.map((body) => ask(transport, body).outcome));
    expect(outcomes.map((one) => one.kind === 'response' && one.response.body)).toEqual(bodies);
    expect(new Set(requests.map(({ version }) => version))).toEqual(new Set(['1.1']));
    expect(sockets.size).toBeLessThanOrEqual(4);
  });

  it.each([true, false])('takes no more of an answer than it may (HTTP/2: %p)', async (speaksHttp2) => {
    const { port } = await serve((response) => response.end('x'.repeat(1_001)), speaksHttp2);
    expect(await ask(client(port), '1').outcome).toEqual({ kind: 'too-large' });
  });

  it.each([true, false])('tells when the answer is cut short (HTTP/2: %p)', async (speaksHttp2) => {
    const { sockets, port } = await serve((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"data":', () => sockets.forEach((socket) => socket.destroy()));
    }, speaksHttp2);
    expect(await ask(client(port), '1').outcome).toMatchObject({
      kind: 'connection-failure',
      failure: { nothingSent: false },
    });
  });

  it('sends nothing to whom it does not trust, or who is not there', async () => {
    setDefaultCACertificates(trusted);
    const { requests, port } = await serve(echo);
    expect(await ask(client(port), '1').outcome).toMatchObject({ kind: 'connection-failure' });
    setDefaultCACertificates([...trusted, CERTIFICATE]);
    expect(requests).toHaveLength(0);
    expect(await ask(client(1), '1').outcome).toEqual({
      kind: 'connection-failure',
      failure: { nothingSent: true, cause: 'ECONNREFUSED' },
    });
  });

  it('dials only public addresses where only those may be dialled', async () => {
    const { sockets, port } = await serve(echo);
    expect(await ask(client(port, {}, 'localhost'), '1').outcome).toEqual({ kind: 'private-address' });
    expect(sockets.size).toBe(0);
  });

  it('takes a request back without ending those beside it', async () => {
    const held: (() => void)[] = [];
    const { requests, port } = await serve((response, body) => {
      held.push(() => echo(response, body));
    });
    const transport = client(port);
    const first = ask(transport, '1');
    await until('it has arrived', () => requests.length === 1);
    const second = ask(transport, '2');
    await until('both have arrived', () => requests.length === 2);
    let told = false;
    void first.outcome.then(() => (told = true));
    first.sending.cancel();
    held[1]?.();
    expect(await second.outcome).toMatchObject({ response: { body: '2' } });
    expect(told).toBe(false);
  });

  it('may carry encoded bodies both ways', async () => {
    const packed = gzipSync('{}');
    const { requests, port } = await serve((response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      response.end(packed);
    });
    const outcome = await ask(client(port, { compression: 'always' }), 'x', 'gzip').outcome;
    expect(outcome).toMatchObject({
      encodingAsked: true,
      response: { contentEncoding: 'gzip', body: packed },
    });
    expect(requests[0]?.headers).toMatchObject({
      'content-encoding': 'gzip',
      'accept-encoding': 'gzip, br, zstd, deflate',
    });
  });

  it('refuses what would wait behind too many', async () => {
    const { port } = await serve(() => undefined, false);
    const transport = client(port, { connectionsMax: 1, queuedFetchesMax: 2 });
    const outcomes: WireOutcome[] = [];
    for (let i = 0; i < 10; i++) void ask(transport, '1').outcome.then((one) => outcomes.push(one));
    await until('some are refused', () => outcomes.length > 0);
    expect(outcomes[0]).toEqual({ kind: 'queue-full' });
  });
});
