import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type RequestEvent, type RunningGateway } from '@kontor/gateway';
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { ask, codesOf, sendRaw, type GraphQLAnswer } from '../support/gateway/gateway-client.js';
import { startShop, type Shop } from '../support/gateway/shop.js';
import { writeSupergraphFile, type SupergraphFile } from '../support/gateway/supergraph-file.js';
import { until } from '../support/gateway/until.js';

const JSON_TYPE = { 'content-type': 'application/json' };

let shop: Shop;
let file: SupergraphFile;
let gateway: RunningGateway;
const events: RequestEvent[] = [];

beforeAll(async () => {
  shop = await startShop();
  file = await writeSupergraphFile(shop.supergraph);
  gateway = await startGateway(
    {
      supergraph: file.path,
      port: 0,
      logLevel: 'silent',
      shareOperations: true,
      headers: [{ propagate: 'authorization' }, { propagate: { matching: '^x-tenant' } }],
    },
    { listeners: [{ requestEnded: (event) => events.push(event) }] },
  );
});
afterAll(async () => {
  await gateway.close();
  await shop.close();
  await file.remove();
});
afterEach(() => shop.products.behave(undefined));

/** Subgraph answers wait until told; each says whose question it answers. */
function holdProducts() {
  const released = Promise.withResolvers<void>();
  const held = { count: 0, release: released.resolve };
  shop.products.behave(async (response, { headers, body }) => {
    held.count += 1;
    await released.promise;
    response.setHeader('content-type', 'application/json');
    const echo = `${headers['authorization'] ?? 'nobody'} ${headers['x-tenant-a'] ?? ''} ${String(body.variables?.['t'] ?? '')}`;
    response.end(JSON.stringify({ data: { echo } }));
  });
  return held;
}

describe('operations in flight', () => {
  const QUERY = 'query Echo($t: String) { echo(text: $t) }';
  const askAs = (who: string | undefined, t = 'x', more: Record<string, string> = {}) =>
    ask(gateway.url, QUERY, {
      variables: { t },
      headers: { ...(who === undefined ? {} : { authorization: who }), ...more },
    });
  const inFlight = async (count: number) => {
    // Each request that joins an execution is one whose body has been read.
    await until('the requests in flight', () => shop.products.received.length >= count);
  };

  beforeAll(() => askAs('first'));

  it('are executed once when nothing tells them apart', async () => {
    const held = holdProducts();
    const asked = Promise.all(Array.from({ length: 20 }, () => askAs('ann')));
    await until('the fetch', () => held.count > 0);
    const last = askAs('ben');
    await until('the other fetch', () => held.count > 1);
    held.release();
    const answers = await asked;
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(['{"data":{"echo":"ann  x"}}\n']));
    expect((await last).body).toEqual({ data: { echo: 'ben  x' } });
    // Requests that came in late, after the others were answered, would be a third; none did.
    expect(held.count).toBe(2);
  });

  it.each([
    ['another user', ['ben', 'x', {}]],
    ['no user', [undefined, 'x', {}]],
    ['other variables', ['ann', 'y', {}]],
    ['another header that a rule matches', ['ann', 'x', { 'x-tenant-a': '1' }]],
  ] as const)('are told apart by %s', async (_, [who, t, headers]) => {
    const held = holdProducts();
    const asked = [askAs('ann'), askAs(who, t, headers)] as const;
    await until('both fetches', () => held.count === 2);
    held.release();
    const [one, other] = await Promise.all(asked);
    expect(one.body).toEqual({ data: { echo: 'ann  x' } });
    expect(other.body).toEqual({
      data: { echo: `${who ?? 'nobody'} ${'x-tenant-a' in headers ? '1' : ''} ${t}` },
    });
  });

  it('never mix a hundred users', async () => {
    const held = holdProducts();
    const users = Array.from({ length: 100 }, (_, i) => `user-${i}`);
    const asked = Promise.all(users.flatMap((user) => [askAs(user), askAs(user)]));
    await until('a fetch for each', () => held.count >= users.length);
    held.release();
    const answers = await asked;
    expect(answers.map(({ body }) => body.data?.['echo'])).toEqual(
      users.flatMap((user) => [`${user}  x`, `${user}  x`]),
    );
  });

  it('go on for the others when one client leaves', async () => {
    const held = holdProducts();
    const staying = askAs('ann');
    await until('the fetch', () => held.count === 1);
    const { port, hostname } = new URL(gateway.url);
    const body = JSON.stringify({ query: QUERY, variables: { t: 'x' } });
    const socket = connect(Number(port), hostname, () =>
      socket.write(
        `POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: ann\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nx-request-id: leaver\r\n\r\n${body}`,
        () => setImmediate(() => socket.destroy()),
      ),
    );
    await until('that it left', () => events.some(({ requestId }) => requestId === 'leaver'));
    held.release();
    expect((await staying).body).toEqual({ data: { echo: 'ann  x' } });
    expect(held.count).toBe(1);
  });

  it('are executed each time when they are mutations', async () => {
    const mutation = 'mutation { rename(id: "7", name: "New") { name } }';
    await ask(gateway.url, mutation);
    const before = shop.products.received.length;
    await Promise.all(Array.from({ length: 5 }, () => ask(gateway.url, mutation)));
    expect(shop.products.received.length - before).toBe(5);
    await inFlight(before + 5);
  });
});

describe('persisted queries', () => {
  const query = '{ product(id: "3") { name } }';
  const sha256Hash = createHash('sha256').update(query).digest('hex');
  const send = (body: object): Promise<GraphQLAnswer> =>
    sendRaw(gateway.url, { headers: JSON_TYPE, body: JSON.stringify(body) });
  const persistedQuery = { version: 1, sha256Hash };

  it('are asked for by their hash, after they were sent once', async () => {
    const unknown = await send({ extensions: { persistedQuery } });
    expect([unknown.status, codesOf(unknown)]).toEqual([200, ['PERSISTED_QUERY_NOT_FOUND']]);
    const registered = await send({ query, extensions: { persistedQuery } });
    expect(registered.body).toEqual({ data: { product: { name: 'Product 3' } } });
    expect((await send({ extensions: { persistedQuery } })).text).toBe(registered.text);
    expect(events.at(-1)).toMatchObject({ hotPath: true, httpStatus: 200 });
  });

  it('are found by GET too', async () => {
    const extensions = encodeURIComponent(JSON.stringify({ persistedQuery }));
    const answer = await sendRaw(gateway.url, {
      method: 'GET',
      path: `/graphql?extensions=${extensions}`,
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(answer.body).toEqual({ data: { product: { name: 'Product 3' } } });
  });

  it('are no way to put a document under the hash of another', async () => {
    const answer = await send({ query: '{ echo }', extensions: { persistedQuery } });
    expect([answer.status, codesOf(answer)]).toEqual([400, ['PERSISTED_QUERY_INVALID']]);
    expect((await send({ extensions: { persistedQuery } })).body.data).toEqual({
      product: { name: 'Product 3' },
    });
  });

  it('are not kept when they are not valid', async () => {
    const wrong = '{ nothing }';
    const hash = { version: 1, sha256Hash: createHash('sha256').update(wrong).digest('hex') };
    expect((await send({ query: wrong, extensions: { persistedQuery: hash } })).status).toBe(400);
    expect(codesOf(await send({ extensions: { persistedQuery: hash } }))).toEqual([
      'PERSISTED_QUERY_NOT_FOUND',
    ]);
  });

  it('can be switched off', async () => {
    const off = await startGateway({
      supergraph: file.path,
      port: 0,
      logLevel: 'silent',
      persistedQueries: false,
    });
    try {
      const answer = await sendRaw(off.url, {
        headers: JSON_TYPE,
        body: JSON.stringify({ extensions: { persistedQuery } }),
      });
      // The status is the one by which clients that try persisted queries know to send the document instead.
      expect([answer.status, codesOf(answer)]).toEqual([200, ['PERSISTED_QUERY_NOT_SUPPORTED']]);
    } finally {
      await off.close();
    }
  });
});
