import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createStockEngine,
  startGateway,
  type GatewayParts,
  type RequestEvent,
  type RunningGateway,
} from '@kontor/gateway';
import { connect } from 'node:net';
import { once } from 'node:events';
import { sendRaw, type GraphQLAnswer, type RawRequest } from '../support/gateway/gateway-client.js';
import { startShop, type Shop } from '../support/gateway/shop.js';
import { writeSupergraphFile, type SupergraphFile } from '../support/gateway/supergraph-file.js';
import { until } from '../support/gateway/until.js';

const JSON_TYPE = { 'content-type': 'application/json' };

/** What is known is answered before Apollo Server's pipeline, and nobody can tell. */
describe('the hot path', () => {
  let shop: Shop;
  let file: SupergraphFile;
  const running: RunningGateway[] = [];
  const events: RequestEvent[] = [];
  let url: string;

  const start = async (parts: GatewayParts = {}) => {
    const gateway = await startGateway(
      { supergraph: file.path, port: 0, logLevel: 'silent' },
      { listeners: [{ requestEnded: (event) => events.push(event) }], ...parts },
    );
    running.push(gateway);
    return gateway.url;
  };
  const eventOf = async (id: string): Promise<RequestEvent | undefined> => {
    await until(`the event of ${id}`, () => events.some(({ requestId }) => requestId === id));
    return events.find(({ requestId }) => requestId === id);
  };
  let asked = 0;
  const send = async (request: RawRequest): Promise<{ answer: GraphQLAnswer; hot: boolean | undefined }> => {
    const id = `hot-${asked++}`;
    const answer = await sendRaw(url, { ...request, headers: { ...request.headers, 'x-request-id': id } });
    return { answer, hot: (await eventOf(id))?.hotPath };
  };
  const post = (body: object, headers: Record<string, string> = {}): RawRequest => ({
    headers: { ...JSON_TYPE, ...headers },
    body: JSON.stringify(body),
  });
  /** Headers of this one answer left out. */
  const comparable = ({ status, headers, text }: GraphQLAnswer) => {
    const kept = { ...headers };
    delete kept['x-request-id'];
    delete kept['date'];
    return { status, headers: kept, text };
  };

  beforeAll(async () => {
    shop = await startShop();
    file = await writeSupergraphFile(shop.supergraph);
    url = await start();
  });
  afterAll(async () => {
    await Promise.all(running.map((gateway) => gateway.close()));
    await shop.close();
    await file.remove();
  });

  const QUERY = { query: '{ product(id: "1") { name reviews { text } shippingNote } }' };
  const WITH_VARIABLES = {
    query: 'query Find($id: ID!, $with: Boolean = true) { product(id: $id) { id name @include(if: $with) } }',
  };

  it.each([
    ['a join', post(QUERY)],
    ['a mutation', post({ query: 'mutation { rename(id: "7", name: "New") { name reviews { id } } }' })],
    ['variables', post({ ...WITH_VARIABLES, variables: { id: '2', with: false } })],
    ['a name', post({ query: 'query A { a: echo(text: "a") } query B { b: echo }', operationName: 'A' })],
    [
      'introspection',
      post({ query: '{ __schema { queryType { name } } __type(name: "Product") { kind } }' }),
    ],
    ['an error of a subgraph', post({ query: '{ broken }' })],
    [
      'data beside an error',
      post({ query: '{ echo(text: "ä\\u2028") search(text: "x") { __typename } x: broken }' }),
    ],
    ['another media type', post(QUERY, { accept: 'application/graphql-response+json' })],
    [
      'a list of media types',
      post(QUERY, { accept: 'application/graphql-response+json, application/json;q=0.9' }),
    ],
    [
      'a charset',
      {
        ...post({ query: '{ echo(text: "charset") }' }),
        headers: { 'content-type': 'application/json; charset=utf-8' },
      },
    ],
    [
      'nulls in the request',
      post({
        query: '{ product(id: "5") { weight } }',
        variables: null,
        operationName: null,
        extensions: null,
      }),
    ],
  ])('answers as the pipeline does: %s', async (_, request) => {
    const first = await send(request);
    expect(first.hot).toBe(false);
    const second = await send(request);
    expect(second.hot).toBe(true);
    expect(comparable(second.answer)).toEqual(comparable(first.answer));
    const { requestId: _id, durationMs: _ms, hotPath: _hot, ...facts } = events.at(-1) as RequestEvent;
    expect(events.at(-2)).toMatchObject(facts);
  });

  it.each([
    ['a variable of the wrong type', post({ ...WITH_VARIABLES, variables: { id: { a: 1 } } })],
    ['variables that are no object', post({ ...WITH_VARIABLES, variables: 'x' })],
    ['extensions', post({ ...QUERY, extensions: { a: 1 } })],
    ['an unknown document', post({ query: '{ nothing }' })],
    ['a missing name', post({ query: 'query A { echo } query B { echo }' })],
    ['a query string', { ...post(QUERY), path: '/graphql?x=1' }],
    ['a media type that is not given', post(QUERY, { accept: 'text/csv' })],
    ['another type of body', { ...post(QUERY), headers: { 'content-type': 'text/plain' } }],
    ['a batch', { ...post(QUERY), body: `[${JSON.stringify(QUERY)}]` }],
    ['broken JSON', { ...post(QUERY), body: '{"query":' }],
    ['bytes that are no UTF-8', { ...post(QUERY), body: Buffer.from('{"query":"\xff"}', 'latin1') }],
  ])('leaves to the pipeline what is unusual: %s', async (_, request) => {
    await send(post(QUERY));
    await send(post({ ...WITH_VARIABLES, variables: { id: '1' } }));
    const first = await send(request);
    const second = await send(request);
    expect([first.hot, second.hot]).toEqual([false, false]);
    expect(comparable(second.answer)).toEqual(comparable(first.answer));
  });

  it('leaves a packed body to those who refuse it', async () => {
    await send(post(QUERY));
    expect((await sendRaw(url, post(QUERY, { 'content-encoding': 'gzip' }))).status).toBe(415);
  });

  it('is not taken when a plugin has a hook for each request', async () => {
    let seen = 0;
    const withPlugin = await start({
      plugins: [
        {
          requestDidStart() {
            seen += 1;
            return Promise.resolve();
          },
        },
      ],
    });
    const idOf = (n: number) => ({ 'x-request-id': `plugin-${n}` });
    for (const n of [1, 2]) {
      await sendRaw(withPlugin, post(QUERY, idOf(n)));
      expect((await eventOf(`plugin-${n}`))?.hotPath).toBe(false);
    }
    expect(seen).toBe(2);
  });

  it.each([
    ['throws', () => Promise.reject(new TypeError('secret at /srv/app.js:7'))],
    [
      'gives what cannot be written',
      () => Promise.resolve({ kind: 'object' as const, data: { big: 1n }, errors: [] }),
    ],
  ])('keeps a failure of ours to the request that met it: the engine %s', async (_, fail) => {
    const stock = createStockEngine({ planCacheMiB: 1, evaluatedPlansMax: 100, pathsPerFieldMax: 100 });
    let failing = false;
    const defective = await start({
      customEngine: {
        name: 'defective',
        async load(supergraph) {
          const loaded = await stock.load(supergraph);
          return { ...loaded, execute: (...asked) => (failing ? fail() : loaded.execute(...asked)) };
        },
      },
    });
    const first = await sendRaw(defective, post(QUERY));
    failing = true;
    const failed = await sendRaw(defective, post(QUERY));
    expect(failed.status).toBe(500);
    expect(failed.body).toEqual({
      errors: [{ message: 'The server failed to answer.', extensions: { code: 'INTERNAL_ERROR' } }],
    });
    failing = false;
    expect((await sendRaw(defective, post(QUERY))).text).toBe(first.text);
  });

  it('takes a body in pieces, and requests behind each other on one connection', async () => {
    await send(post(QUERY));
    const { port, hostname } = new URL(url);
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    await once(socket, 'connect');
    const body = JSON.stringify(QUERY);
    const head = `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nx-request-id: pieces\r\n\r\n`;
    socket.write(head + body.slice(0, 10));
    await new Promise((resolve) => setImmediate(resolve));
    socket.write(body.slice(10) + head + body);
    await until('two answers', () => text.split('shippingNote').length === 3);
    socket.destroy();
    expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
    expect(events.filter(({ requestId }) => requestId === 'pieces').map(({ hotPath }) => hotPath)).toEqual([
      true,
      true,
    ]);
  });

  it('tells of a client that left before its answer', async () => {
    const request = post(QUERY, { 'x-request-id': 'left' });
    await send(post(QUERY));
    const { port, hostname } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const body = String(request.body);
    let asked = false;
    const left = Promise.withResolvers<void>();
    shop.products.behave(async (_response, _request, pass) => {
      asked = true;
      await left.promise;
      await pass();
    });
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nx-request-id: left\r\n\r\n${body}`,
    );
    await until('the fetch', () => asked);
    socket.destroy();
    expect(await eventOf('left')).toMatchObject({ httpStatus: null, hotPath: true });
    left.resolve();
    shop.products.behave(undefined);
  });

  describe('takes a document for one that differs only in names and literals', () => {
    const families: [string, string, string][] = [
      [
        'names and aliases',
        'query One { a: product(id: "1") { n: name r: reviews { t: text } } b: product(id: "2") { name } }',
        'query Other { first: product(id: "3") { title: name list: reviews { words: text } } second: product(id: "4") { name } }',
      ],
      [
        'fragments and their order',
        '{ search(text: "x") { ...A ...B __typename } } fragment A on Guide { t: title } fragment B on Product { n: name }',
        'fragment Y on Product { x: name } fragment X on Guide { x2: title } query Q { search(text: "y") { ...X ...Y __typename } }',
      ],
      [
        'literals in objects and lists',
        '{ p: products(first: 1, filter: { nameContains: "a", tags: ["x", "y"], kind: TOY }) { id } }',
        '{ q: products(first: 2, filter: { nameContains: "b\\u00e4\\"", tags: ["z", "w"], kind: TOY }) { id } }',
      ],
      ['aliases in errors', '{ oops: broken }', '{ ouch: broken }'],
      [
        'variables beside literals',
        'query ($t: String) { m1: echo(text: $t) m2: echo(text: "one") }',
        'query ($t: String) { e1: echo(text: $t) e2: echo(text: "other") }',
      ],
      [
        'introspection',
        '{ s: __schema { q: queryType { n: name } } t: __type(name: "Product") { k: kind } }',
        '{ schema: __schema { root: queryType { name2: name } } ty: __type(name: "Guide") { kind2: kind } }',
      ],
    ];

    it.each(families)('%s', async (_, one, other) => {
      const variables = { t: 'given' };
      await send(post({ query: one, variables }));
      const answered = await send(post({ query: other, variables }));
      expect(answered.hot).toBe(true);
      const told = events.at(-1);
      // Asked again its own text becomes known, and both ways tell the same.
      const again = await send(post({ query: other, variables }));
      expect(again.hot).toBe(false);
      expect(comparable(answered.answer)).toEqual(comparable(again.answer));
      expect(told?.operation).toEqual(events.at(-1)?.operation);
      expect((await send(post({ query: other, variables }))).hot).toBe(true);
    });

    it.each([
      ['an argument less', '{ x: echo(text: "a") }', '{ x: echo }'],
      ['a number too large', '{ x: products(first: 1) { id } }', '{ y: products(first: 3000000000) { id } }'],
      [
        'a conflict of names',
        '{ a: echo(text: "a") b: echo(text: "b") }',
        '{ a: echo(text: "a") a: echo(text: "b") }',
      ],
      [
        'another enum value',
        '{ x: products(filter: { nameContains: "a", tags: [], kind: TOY }) { id } }',
        '{ x: products(filter: { nameContains: "a", tags: [], kind: NONE }) { id } }',
      ],
    ])('but not with %s', async (_, one, other) => {
      await send(post({ query: one }));
      expect((await send(post({ query: other }))).hot).toBe(false);
    });
  });

  it('forgets with the supergraph what was known of it', async () => {
    const request = post({ query: '{ latestReviews { text } }' });
    await send(request);
    expect((await send(request)).hot).toBe(true);
    await file.replace(shop.supergraphWith('stars'));
    await until('the new supergraph', async () => {
      const { answer } = await send(post({ query: '{ latestReviews { stars } }' }));
      return answer.status === 200;
    });
    expect((await send(request)).hot).toBe(false);
    expect((await send(request)).hot).toBe(true);
  });
});
