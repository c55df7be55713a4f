import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '../../../test/support/gateway/until.js';
import type { SubgraphAnswer, SubgraphFetch } from '../engine/engine.js';
import { seededRandom } from '../test-support/seeded-random.js';
import { prepareHeaders } from './prepared-headers.js';
import { createSubgraphClient, type SubgraphClient, type SubgraphTrouble } from './subgraph-client.js';

interface Arrived {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly response: ServerResponse;
}

const RECORDED = `00-${'1'.repeat(32)}-${'1'.repeat(16)}-01`;
const NEVER = new AbortController().signal;

describe('fetches in flight', () => {
  const arrived: Arrived[] = [];
  const troubles: SubgraphTrouble[] = [];
  let server: Server;
  let url: string;
  let client: SubgraphClient;

  const startClient = (more: object = {}) =>
    createSubgraphClient({
      connectionsMax: 64,
      queuedFetchesMax: 1_000,
      connectTimeoutMs: 1_000,
      keepAliveMs: 10_000,
      responseBytesMax: 100_000,
      fetchTimeoutMs: 10_000,
      retryWindowMs: 1_000,
      privateAddresses: true,
      shareFetches: true,
      compression: 'public',
      compressRequestBytesMin: 1_024,
      showUncodedErrors: true,
      onTrouble: (trouble) => troubles.push(trouble),
      ...more,
    });

  beforeEach(async () => {
    arrived.length = troubles.length = 0;
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        arrived.push({ headers: request.headers, body, response });
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    client = startClient();
  });
  afterEach(async () => {
    await client.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const fetch = (
    headers: Record<string, string> = {},
    more: Partial<SubgraphFetch> = {},
    signal: AbortSignal = NEVER,
  ): Promise<SubgraphAnswer> =>
    client.fetch(
      {
        subgraph: 'shop',
        url,
        kind: 'query',
        query: '{ a }',
        operationName: undefined,
        variables: {},
        ...more,
      },
      { headers: prepareHeaders(headers), requestId: headers['x-request-id'] ?? 'r' },
      signal,
    );
  const arrivals = (count: number) => until(`${count} have arrived`, () => arrived.length >= count);
  const answer = (at: number, data: object = { at }) => {
    arrived[at]?.response.writeHead(200, { 'content-type': 'application/json' });
    arrived[at]?.response.end(JSON.stringify({ data }));
  };
  const answered = (data: object) => ({ kind: 'answered', data, errors: [] });

  it('are one where they ask the same, and each has an answer of its own', async () => {
    const headers = { authorization: 'Bearer a' };
    const asked = ['1', '2', '3'].map((id) =>
      fetch({ ...headers, 'x-request-id': id, traceparent: `00-${id.repeat(32)}-${id.repeat(16)}-00` }),
    );
    await arrivals(1);
    answer(0, { list: [{}] });
    const answers = await Promise.all(asked);
    expect(answers).toEqual(Array(3).fill(answered({ list: [{}] })));
    const data = answers.map((one) => one.kind === 'answered' && one.data);
    expect(new Set(data).size).toBe(3);
    expect(arrived.map(({ headers: { 'x-request-id': id } }) => id)).toEqual(['1']);
    // What has landed is joined by nobody.
    const later = fetch(headers);
    await arrivals(2);
    answer(1);
    expect(await later).toEqual(answered({ at: 1 }));
  });

  it.each<[string, Record<string, string>, Partial<SubgraphFetch>]>([
    ['who asks', { authorization: 'Bearer b' }, {}],
    ['a header', { authorization: 'Bearer a', 'x-tenant': 'x' }, {}],
    ['the trace that is recorded', { authorization: 'Bearer a', traceparent: RECORDED }, {}],
    ['baggage', { authorization: 'Bearer a', baggage: 'tenant=x' }, {}],
    ['the query', { authorization: 'Bearer a' }, { query: '{ b }' }],
    ['variables', { authorization: 'Bearer a' }, { variables: { a: 1 } }],
    ['the subgraph', { authorization: 'Bearer a' }, { subgraph: 'other' }],
  ])('are two where %s differs', async (_, headers, more) => {
    const asked = [fetch({ authorization: 'Bearer a' }), fetch(headers, more)];
    await arrivals(2);
    answer(1);
    answer(0);
    expect(await Promise.all(asked)).toHaveLength(2);
  });

  it('are found among others whose texts are as long', async () => {
    const asked = ['{ a }', '{ b }', '{ c }', '{ b }', '{ c }'].map((query) => fetch({}, { query }));
    await arrivals(3);
    answer(1);
    expect(await Promise.all([asked[1], asked[3]])).toEqual(Array(2).fill(answered({ at: 1 })));
    // One has landed; the others are still there to be joined.
    const late = fetch({}, { query: '{ c }' });
    answer(2);
    expect(await Promise.all([asked[2], asked[4], late])).toEqual(Array(3).fill(answered({ at: 2 })));
    answer(0);
    expect(await asked[0]).toEqual(answered({ at: 0 }));
    expect(arrived).toHaveLength(3);
  });

  it('are never one where they are mutations', async () => {
    const asked = [fetch({}, { kind: 'mutation' }), fetch({}, { kind: 'mutation' })];
    await arrivals(2);
    answer(0);
    answer(1);
    await Promise.all(asked);
  });

  it('are never one where the operator does not want it', async () => {
    await client.close();
    client = startClient({ shareFetches: false });
    const asked = [fetch(), fetch()];
    await arrivals(2);
    answer(0);
    answer(1);
    await Promise.all(asked);
  });

  it('are joined by nobody who may know of a later mutation', async () => {
    const early = fetch();
    await arrivals(1);
    const mutation = fetch({}, { kind: 'mutation' });
    await arrivals(2);
    // It began before the mutation was answered: joining is harmless.
    const meanwhile = fetch();
    answer(1);
    await mutation;
    const late = fetch();
    await arrivals(3);
    answer(0, { stock: 2 });
    answer(2, { stock: 1 });
    expect(await Promise.all([early, meanwhile, late])).toEqual([
      answered({ stock: 2 }),
      answered({ stock: 2 }),
      answered({ stock: 1 }),
    ]);
    // The new one can be joined, and is not forgotten when the old one lands.
    const again = [fetch(), fetch()];
    await arrivals(4);
    answer(3);
    await Promise.all(again);
    expect(arrived).toHaveLength(4);
  });

  it('go on when one of those who wait leaves, and are given up when the last one does', async () => {
    const leaving = Array.from({ length: 3 }, () => new AbortController());
    const asked = leaving.map(({ signal }) => fetch({}, {}, signal));
    await arrivals(1);
    let closed = false;
    arrived[0]?.response.once('close', () => (closed = true));
    leaving[0]?.abort();
    expect(await asked[0]).toMatchObject({ error: { extensions: { code: 'REQUEST_CANCELLED' } } });
    const joined = new AbortController();
    const late = fetch({}, {}, joined.signal);
    leaving[1]?.abort();
    joined.abort();
    await Promise.all([asked[1], late]);
    expect([closed, arrived.length]).toEqual([false, 1]);
    leaving[2]?.abort();
    await until('the fetch is given up', () => closed);
    expect(await asked[2]).toMatchObject({ error: { extensions: { code: 'REQUEST_CANCELLED' } } });
    // Nobody joins what was given up.
    const next = fetch();
    await arrivals(2);
    answer(1);
    expect(await next).toEqual(answered({ at: 1 }));
  });

  it('end at the time limit of the first, for all of them, each with its own word in the log', async () => {
    await client.close();
    client = startClient({ fetchTimeoutMs: 30 });
    const answers = await Promise.all([fetch({ 'x-request-id': '1' }), fetch({ 'x-request-id': '2' })]);
    for (const one of answers)
      expect(one).toMatchObject({ error: { extensions: { code: 'SUBGRAPH_TIMEOUT' } } });
    expect(troubles.map(({ requestId, code }) => [requestId, code])).toEqual([
      ['1', 'SUBGRAPH_TIMEOUT'],
      ['2', 'SUBGRAPH_TIMEOUT'],
    ]);
    expect(arrived).toHaveLength(1);
  });

  it('are not begun for somebody who has left', async () => {
    const controller = new AbortController();
    controller.abort();
    expect(await fetch({}, {}, controller.signal)).toMatchObject({
      error: { extensions: { code: 'REQUEST_CANCELLED' } },
    });
    expect(arrived).toHaveLength(0);
  });

  it('never mix users, whoever leaves and whatever fails', async () => {
    const random = seededRandom(5);
    server.removeAllListeners('request');
    let sent = 0;
    server.on('request', (request, response: ServerResponse) => {
      const chunks: Buffer[] = [];
      sent++;
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (random.between(0, 19) === 0) return void response.destroy();
        const { authorization, 'x-tenant': tenant = null } = request.headers;
        const { query } = JSON.parse(Buffer.concat(chunks).toString()) as { query: string };
        response.writeHead(200, { 'content-type': 'application/json' });
        const end = () => response.end(JSON.stringify({ data: { authorization, tenant, query, seen: [] } }));
        return void (random.between(0, 1) === 0 ? end() : setImmediate(end));
      });
    });
    let left = 3_000;
    const worker = async () => {
      while (left-- > 0) {
        const authorization = `Bearer ${random.oneOf(['a', 'b', 'c'])}`;
        const tenant = random.oneOf(['x', 'y', null]);
        const query = random.oneOf(['{ a }', '{ b }']);
        const controller = new AbortController();
        const asked = fetch(
          { authorization, ...(tenant && { 'x-tenant': tenant }), 'x-request-id': String(left) },
          { query, kind: random.between(0, 9) === 0 ? 'mutation' : 'query' },
          controller.signal,
        );
        if (random.between(0, 9) === 0) setImmediate(() => controller.abort());
        const got = await asked;
        if (got.kind === 'failed') continue;
        expect(got.data).toEqual({ authorization, tenant, query, seen: [] });
        // What one does with its answer is seen by nobody else.
        (got.data?.['seen'] as unknown[]).push(left);
      }
    };
    await Promise.all(Array.from({ length: 40 }, worker));
    expect(sent).toBeLessThan(3_000);
  });
});
