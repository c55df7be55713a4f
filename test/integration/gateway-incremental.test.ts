import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type RequestEvent, type RunningGateway } from '@kontor/gateway';
import { request as send } from 'node:http';
import { ask, codesOf } from '../support/gateway/gateway-client.js';
import { at, mergeInto } from '../support/gateway/merge-parts.js';
import { startShop, type Shop } from '../support/gateway/shop.js';
import { writeSupergraphFile, type SupergraphFile } from '../support/gateway/supergraph-file.js';
import { until } from '../support/gateway/until.js';
import { startWorkerGateway } from '../support/gateway/worker-gateway.js';

const OLD = 'multipart/mixed;deferSpec=20220824, application/json';
const NEW = 'multipart/mixed;incrementalSpec=v0.2, application/json';

interface Part {
  data?: unknown;
  errors?: { message: string; path?: unknown[]; extensions: Record<string, unknown> }[];
  pending?: { id: string; path: (string | number)[]; label?: string }[];
  incremental?: {
    id?: string;
    path?: (string | number)[];
    label?: string;
    data: unknown;
    errors?: Part['errors'];
  }[];
  completed?: { id: string; errors?: Part['errors'] }[];
  hasNext: boolean;
}

describe('answers in parts', () => {
  let shop: Shop;
  let file: SupergraphFile;
  let gateway: RunningGateway;
  const events: RequestEvent[] = [];

  beforeAll(async () => {
    shop = await startShop();
    file = await writeSupergraphFile(shop.supergraph);
    gateway = await startGateway(
      { supergraph: file.path, port: 0, logLevel: 'silent' },
      { listeners: [{ requestEnded: (event) => events.push(event) }] },
    );
  });
  afterEach(() => shop.reviews.behave(undefined));
  afterAll(async () => {
    await gateway.close();
    await shop.close();
    await file.remove();
  });

  const readParts = (text: string): Part[] => {
    expect(text.startsWith('\r\n---\r\n')).toBe(true);
    expect(text.endsWith('\r\n-----\r\n')).toBe(true);
    return text
      .split('\r\n---')
      .map((part) => part.split('\r\n\r\n')[1])
      .filter((body) => body !== undefined)
      .map((body) => JSON.parse(body) as Part);
  };
  const merged = (parts: readonly Part[]): unknown => {
    const [initial, ...others] = parts;
    const data = structuredClone(initial?.data);
    const pathOf = new Map(parts.flatMap(({ pending = [] }) => pending).map(({ id, path }) => [id, path]));
    for (const { incremental = [] } of others)
      for (const one of incremental)
        mergeInto(at(data, one.path ?? pathOf.get(one.id ?? '') ?? []), one.data);
    return data;
  };

  const QUERY =
    'query Q { products(first: 2) { id ... @defer(label: "r") { name reviews { id ... @defer { text } } } } echo(text: "x") }';
  const PLAIN = 'query Q { products(first: 2) { id name reviews { id text } } echo(text: "x") }';

  it.each([
    ['deferSpec=20220824', OLD],
    ['incrementalSpec=v0.2', NEW],
  ])('in the format %s, which together are the answer in one', async (format, accept) => {
    const plain = await ask(gateway.url, PLAIN);
    const answer = await ask(gateway.url, QUERY, { headers: { accept } });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe(`multipart/mixed; boundary="-"; ${format}`);
    const parts = readParts(answer.text);
    expect(parts[0]).toMatchObject({
      data: { products: [{ id: '1' }, { id: '2' }], echo: 'x' },
      hasNext: true,
    });
    expect(parts.at(-1)?.hasNext).toBe(false);
    expect(merged(parts)).toEqual(plain.body.data);
  });

  it('says what is pending, and what is completed, in the newer format', async () => {
    const parts = readParts((await ask(gateway.url, QUERY, { headers: { accept: NEW } })).text);
    expect(parts[0]?.pending).toEqual([
      { id: '0', path: ['products', 0], label: 'r' },
      { id: '1', path: ['products', 1], label: 'r' },
    ]);
    const announced = parts.flatMap(({ pending = [] }) => pending.map(({ id }) => id));
    expect(parts.flatMap(({ completed = [] }) => completed.map(({ id }) => id)).toSorted()).toEqual(
      announced.toSorted(),
    );
  });

  it('names paths and labels in the older format', async () => {
    const parts = readParts((await ask(gateway.url, QUERY, { headers: { accept: OLD } })).text);
    expect(parts[0]).not.toHaveProperty('pending');
    expect(parts[1]?.incremental?.[0]).toMatchObject({ path: ['products', 0], label: 'r' });
  });

  it('sends the first part before a slow subgraph has answered the second', async () => {
    const held = Promise.withResolvers<void>();
    shop.reviews.behave(async (_response, _request, pass) => {
      await held.promise;
      await pass();
    });
    const first = Promise.withResolvers<string>();
    const whole = new Promise<string>((resolve, reject) => {
      const request = send(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: OLD },
        agent: false,
      });
      request.once('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
          first.resolve(text);
        });
        response.once('end', () => resolve(text)).once('error', reject);
      });
      request
        .once('error', reject)
        .end(JSON.stringify({ query: '{ product(id: "1") { id ... @defer { reviews { id } } } }' }));
    });
    expect(await first.promise).toContain('{"product":{"id":"1"}}');
    held.resolve();
    expect(readParts(await whole).at(-1)?.incremental?.[0]?.data).toEqual({ reviews: [{ id: 'r1' }] });
  });

  it.each([
    ['deferSpec=20220824', OLD],
    ['incrementalSpec=v0.2', NEW],
  ])('with the errors of a part in the part, in the format %s', async (_, accept) => {
    shop.reviews.behave((response) => {
      response.statusCode = 500;
      response.end('broken');
    });
    const answer = await ask(gateway.url, '{ product(id: "1") { id ... @defer { name reviews { id } } } }', {
      headers: { accept, 'x-request-id': `faulty ${accept.length}` },
    });
    const [initial, part] = readParts(answer.text);
    expect(initial).not.toHaveProperty('errors');
    expect(part?.incremental).toMatchObject([
      {
        data: { name: 'Product 1', reviews: null },
        errors: [{ path: ['product'], extensions: { subgraph: 'reviews' } }],
      },
    ]);
  });

  it('stops asking subgraphs when the client leaves', async () => {
    const arrived = Promise.withResolvers<void>();
    const cut = Promise.withResolvers<void>();
    shop.reviews.behave((response) => {
      response.once('close', () => cut.resolve());
      arrived.resolve();
    });
    const request = send(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: OLD, 'x-request-id': 'left' },
      agent: false,
    });
    request.on('error', () => undefined);
    request.once('response', (response) => {
      response.on('error', () => undefined).resume();
      response.once('data', () => request.destroy());
    });
    request.end(JSON.stringify({ query: '{ product(id: "2") { id ... @defer { reviews { id } } } }' }));
    await arrived.promise;
    await cut.promise;
    await until('the event of the request that was left', () =>
      events.some(({ requestId }) => requestId === 'left'),
    );
    expect(events.find(({ requestId }) => requestId === 'left')?.httpStatus).toBeNull();
  });

  it('keeps no supergraph for a client that leaves before the first part', async () => {
    // Half of the first part is there when the client leaves, so that there is something left to be deferred.
    const query = '{ product(id: "2") { id shippingNote ... @defer { name reviews { id } } } }';
    const asked = Promise.withResolvers<void>();
    const cut = Promise.withResolvers<void>();
    shop.reviews.behave((response) => {
      response.once('close', () => cut.resolve());
      asked.resolve();
    });
    const process = await startWorkerGateway(file.path, { workers: 1 });
    const said = (message: string) => process.lines().filter(({ msg }) => msg === message);
    try {
      const request = send(`${process.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: OLD },
        agent: false,
      });
      request.on('error', () => undefined);
      request.end(JSON.stringify({ query: query }));
      await asked.promise;
      request.destroy();
      await cut.promise;
      await file.replace(shop.supergraphWith('later'));
      await until('the one before is disposed of', () => said('supergraph disposed of').length === 1);
      expect(process.lines().filter(({ level }) => level === 'error')).toEqual([]);
    } finally {
      await process.stop();
      await file.replace(shop.supergraph);
    }
  });

  it('refuses with 406 who takes no parts, and with 400 labels that are not unique', async () => {
    const query = '{ product(id: "1") { id ... @defer { name } } }';
    for (const accept of ['application/json', 'multipart/mixed, application/json', '*/*']) {
      const answer = await ask(gateway.url, query, { headers: { accept } });
      expect([answer.status, codesOf(answer)]).toEqual([406, ['INCREMENTAL_DELIVERY_NOT_ACCEPTED']]);
    }
    const twice = '{ product(id: "1") { ... @defer(label: "x") { name } ... @defer(label: "x") { id } } }';
    const answer = await ask(gateway.url, twice, { headers: { accept: OLD } });
    expect([answer.status, codesOf(answer)]).toEqual([400, ['GRAPHQL_VALIDATION_FAILED']]);
  });

  it('answers in one where a condition takes the @defer away, or nothing is deferred', async () => {
    const query = 'query ($d: Boolean!) { product(id: "1") { id ... @defer(if: $d) { name } } }';
    const answer = await ask(gateway.url, query, { variables: { d: false }, headers: { accept: OLD } });
    expect(answer.headers['content-type']).toContain('application/json');
    expect(answer.body).toEqual({ data: { product: { id: '1', name: 'Product 1' } } });
    const nothing = '{ product(id: "0") { id ... @defer { name } } }';
    expect((await ask(gateway.url, nothing, { headers: { accept: NEW } })).body).toEqual({
      data: { product: null },
    });
  });

  it('tells the caller’s mistakes as ever', async () => {
    const query = 'query ($id: ID!) { product(id: $id) { id ... @defer { name } } }';
    const answer = await ask(gateway.url, query, { headers: { accept: NEW } });
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.body).not.toHaveProperty('data');
  });
});
