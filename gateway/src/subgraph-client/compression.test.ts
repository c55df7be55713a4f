import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { prepareHeaders } from './prepared-headers.js';
import { createSubgraphClient, type SubgraphClientOptions } from './subgraph-client.js';
import type { Compression } from './transport.js';

const open = new Set<() => Promise<void>>();
afterEach(async () => {
  await Promise.all([...open].map((close) => close()));
  open.clear();
});

/** A subgraph that answers so, and what it was sent. */
async function ask(
  compression: Compression,
  { answer = Buffer.from('{"data":{"a":1}}'), encoding }: { answer?: Buffer; encoding?: string } = {},
  more: Partial<SubgraphClientOptions> & { query?: string } = {},
) {
  const seen: { headers: IncomingHttpHeaders; body: Buffer }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.push({ headers: request.headers, body: Buffer.concat(chunks) });
      const headers = {
        'content-type': 'application/json',
        ...(encoding && { 'content-encoding': encoding }),
      };
      response.writeHead(200, headers).end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { query = '{ a }', ...options } = more;
  const client = createSubgraphClient({
    connectionsMax: 1,
    queuedFetchesMax: 1,
    connectTimeoutMs: 1_000,
    keepAliveMs: 1_000,
    responseBytesMax: 10_000,
    fetchTimeoutMs: 10_000,
    retryWindowMs: 0,
    privateAddresses: true,
    shareFetches: true,
    showUncodedErrors: false,
    compressRequestBytesMin: 1_000,
    compression,
    ...options,
  });
  open.add(async () => {
    await client.close();
    await new Promise((resolve) => server.close(resolve));
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const got = await client.fetch(
    { subgraph: 'shop', url, kind: 'query', query, operationName: undefined, variables: {} },
    { headers: prepareHeaders({}), requestId: 'r' },
    new AbortController().signal,
  );
  return { got, headers: seen[0]?.headers ?? {}, body: seen[0]?.body ?? Buffer.alloc(0) };
}

const failedWith = (code: string) => ({ kind: 'failed', error: { extensions: { code } } });
const PACKED = gzipSync('{"data":{"a":1}}');

describe('compression', () => {
  it.each<Compression>(['never', 'public'])(
    'of answers is not asked for at a private address: %s',
    async (how) => {
      const { got, headers } = await ask(how);
      expect(got).toMatchObject({ kind: 'answered', data: { a: 1 } });
      expect(headers).not.toHaveProperty('accept-encoding');
    },
  );

  it('of answers is asked for, and read', async () => {
    const { got, headers } = await ask('always', { answer: PACKED, encoding: 'gzip' });
    expect(headers['accept-encoding']).toBe('gzip, br, zstd, deflate');
    expect(got).toEqual({ kind: 'answered', data: { a: 1 }, errors: [] });
  });

  it('of answers may be asked for in vain', async () => {
    expect((await ask('always')).got).toMatchObject({ kind: 'answered', data: { a: 1 } });
    expect((await ask('always', { encoding: 'identity' })).got).toMatchObject({
      kind: 'answered',
      data: { a: 1 },
    });
  });

  it('of answers is refused where nobody asked for it', async () => {
    const { got } = await ask('never', { answer: PACKED, encoding: 'gzip' });
    expect(got).toMatchObject(failedWith('SUBGRAPH_RESPONSE_INVALID'));
  });

  it.each(['compress', 'gzip, gzip', 'br'])(
    'of answers is refused where it is not of our kind: %s',
    async (encoding) => {
      const { got } = await ask('always', { answer: PACKED, encoding });
      expect(got).toMatchObject(failedWith('SUBGRAPH_RESPONSE_INVALID'));
    },
  );

  it('does not make answers larger than they may be', async () => {
    const bomb = gzipSync(Buffer.alloc(8 * 1024 * 1024, 'x'));
    const { got } = await ask('always', { answer: bomb, encoding: 'gzip' });
    expect(bomb.length).toBeLessThan(10_000);
    expect(got).toMatchObject(failedWith('SUBGRAPH_RESPONSE_TOO_LARGE'));
  });

  it('of requests is for the subgraphs that it is switched on for, from a size on', async () => {
    const compressRequestsOf = new Map([['shop', 'gzip'] as const]);
    const query = `{ a } # ${'é'.repeat(1_000)}`;
    const large = await ask('never', {}, { compressRequestsOf, query });
    expect(large.headers['content-encoding']).toBe('gzip');
    expect(large.headers['content-length']).toBe(String(large.body.length));
    expect(JSON.parse(gunzipSync(large.body).toString())).toMatchObject({ query });
    const small = await ask('never', {}, { compressRequestsOf });
    expect(small.headers).not.toHaveProperty('content-encoding');
    const others = await ask('never', {}, { compressRequestsOf: new Map([['other', 'gzip']]), query });
    expect(others.headers).not.toHaveProperty('content-encoding');
  });
});
