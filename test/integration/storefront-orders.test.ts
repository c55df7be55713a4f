import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  NOWHERE,
  PAGE_INFO,
  startDomain,
  until,
  walk,
  type Answer,
  type RunningSubgraph,
} from './storefront-harness.js';

let accounts: RunningSubgraph;
let products: RunningSubgraph;
let inventory: RunningSubgraph;
let orders: RunningSubgraph;

beforeAll(async () => {
  [accounts, products, inventory] = await Promise.all([
    startDomain('accounts'),
    startDomain('products'),
    startDomain('inventory'),
  ]);
  await accounts.sql(
    `INSERT INTO users (id, handle, name, email, country, registered_at)
     SELECT 'usr_' || n, 'user-' || n, 'User', n::text, 'DE', now() FROM generate_series(0, 59) n`,
  );
  await products.sql(`INSERT INTO categories VALUES ('cat', 'cat', 'Cat')`);
  await products.sql(`INSERT INTO brands VALUES ('brd', 'Brd', 'DE')`);
  await products.sql(
    `INSERT INTO products SELECT id, upper(id), id, '', price, 'EUR', 1, 'cat', 'brd', now(), ''
     FROM (VALUES ('lamp', 1995), ('chair', 8900), ('rug', 12000)) AS p (id, price)`,
  );
  await inventory.sql(`INSERT INTO warehouses VALUES ('BER', 'Berlin', 'DE'), ('LYS', 'Lyon', 'FR')`);
  orders = await startDomain('orders', { upstreams: upstreams() });
});
beforeEach(async () => {
  await orders.sql('TRUNCATE orders, order_lines');
  await inventory.sql('TRUNCATE stock_levels, reservations, allocations');
  await inventory.sql(
    `INSERT INTO stock_levels VALUES ('lamp', 'BER', 12), ('lamp', 'LYS', 8), ('chair', 'BER', 5)`,
  );
  orders.takeSql();
});
afterAll(() => Promise.all([accounts, products, inventory, orders].map((subgraph) => subgraph.close())));

const upstreams = () => ({
  accountsUrl: accounts.url,
  productsUrl: products.url,
  inventoryUrl: inventory.url,
});

const PLACE = `mutation ($input: PlaceOrderInput!) {
  placeOrder(input: $input) {
    order {
      id number status placedAt closedAt total { amountMinor currency } buyer { id }
      lines { quantity unitPrice { amountMinor } lineTotal { amountMinor } product { id sku } shipsFrom { product { id } warehouse { code } } }
    }
  }
}`;
const CANCEL = 'mutation ($id: ID!) { cancelOrder(input: { id: $id }) { order { id status closedAt } } }';
const purchase = (change: object = {}) => ({
  idempotencyKey: 'purchase-1',
  buyerId: 'usr_0',
  lines: [{ productId: 'lamp', quantity: 1 }],
  ...change,
});
const place = (change: object = {}, at = orders) => at.ask(PLACE, { input: purchase(change) });
const codeOf = (change: object, at = orders) => at.codeOf(PLACE, { input: purchase(change) });

/** On a machine so busy that a subgraph does not answer in time, a buyer does what the message says: it repeats. */
async function placeInTheEnd(change: object): Promise<Answer> {
  for (;;) {
    const answer = await place(change);
    const code = answer.errors?.[0]?.extensions.code;
    if (code !== 'UPSTREAM_UNAVAILABLE' && code !== 'DATABASE_UNAVAILABLE') return answer;
  }
}

const stockOf = async (productId: string) => {
  const [row] = await inventory.sql<{ on_hand: number; reserved: number }>(
    'SELECT sum(on_hand)::int AS on_hand, sum(reserved)::int AS reserved FROM stock_levels WHERE product_id = $1',
    [productId],
  );
  return row;
};
const statuses = async () =>
  (await orders.sql<{ status: string }>('SELECT status::text FROM orders ORDER BY serial')).map(
    ({ status }) => status,
  );
const untilOrderIs = (status: string) =>
  until(`the order is ${status}`, async () => (await statuses()).join() === status);
/** Another process of the same subgraph, whose job looks for interrupted orders all the time. */
const startWithJob = (inventoryUrl = inventory.url) =>
  startDomain('orders', {
    databaseUrl: orders.databaseUrl,
    intervalMs: 20,
    upstreams: { ...upstreams(), inventoryUrl },
  });
const makeDue = () =>
  orders.sql('UPDATE orders SET next_attempt_at = now() WHERE next_attempt_at IS NOT NULL');

describe('placeOrder', () => {
  it('buys at list prices and takes the goods', async () => {
    const lines = [
      { productId: 'lamp', quantity: 15 },
      { productId: 'chair', quantity: 2 },
    ];
    const { data } = await place({ lines });
    const { order } = data.placeOrder;
    expect(order).toEqual({
      id: expect.stringMatching(/^ord_[0-9a-f]{32}$/),
      number: expect.stringMatching(/^K-\d{6}$/),
      status: 'PLACED',
      placedAt: expect.any(String),
      closedAt: null,
      buyer: { id: 'usr_0' },
      total: { amountMinor: 15 * 1_995 + 2 * 8_900, currency: 'EUR' },
      lines: [
        {
          quantity: 15,
          unitPrice: { amountMinor: 1_995 },
          lineTotal: { amountMinor: 29_925 },
          product: { id: 'lamp', sku: 'LAMP' },
          shipsFrom: [
            { product: { id: 'lamp' }, warehouse: { code: 'BER' } },
            { product: { id: 'lamp' }, warehouse: { code: 'LYS' } },
          ],
        },
        {
          quantity: 2,
          unitPrice: { amountMinor: 8_900 },
          lineTotal: { amountMinor: 17_800 },
          product: { id: 'chair', sku: 'CHAIR' },
          shipsFrom: [{ product: { id: 'chair' }, warehouse: { code: 'BER' } }],
        },
      ],
    });
    expect(await stockOf('lamp')).toEqual({ on_hand: 5, reserved: 0 });
    expect(await stockOf('chair')).toEqual({ on_hand: 3, reserved: 0 });
    expect(
      (await orders.ask('query ($n: String!) { orderByNumber(number: $n) { id } }', { n: order.number }))
        .data,
    ).toEqual({
      orderByNumber: { id: order.id },
    });
  });

  it('sells 20 lamps to 50 buyers at once, and not one more', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        placeInTheEnd({ buyerId: `usr_${at}`, idempotencyKey: `purchase-of-${at}` }),
      ),
    );
    expect(answers.filter(({ data }) => data?.placeOrder.order.status === 'PLACED')).toHaveLength(20);
    const refused = answers.flatMap(({ errors }) => errors ?? []);
    expect(refused.map(({ extensions }) => extensions.code)).toEqual(Array(30).fill('OUT_OF_STOCK'));
    expect(await stockOf('lamp')).toEqual({ on_hand: 0, reserved: 0 });
    expect((await statuses()).toSorted()).toEqual([
      ...Array(20).fill('PLACED'),
      ...Array(30).fill('REJECTED'),
    ]);
  });

  it('buys once for one key, however often it is repeated', async () => {
    const first = await place();
    const second = await place();
    expect(second.data).toEqual(first.data);
    expect(await stockOf('lamp')).toEqual({ on_hand: 19, reserved: 0 });
    // Another buyer may have chosen the same key.
    const other = await place({ buyerId: 'usr_1' });
    expect(other.data.placeOrder.order.id).not.toBe(first.data.placeOrder.order.id);
  });

  it('buys once for one key, even when it is repeated at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => place()));
    const ids = answers.map(({ data }) => data.placeOrder.order.id as string);
    expect(new Set(ids).size).toBe(1);
    expect(await stockOf('lamp')).toEqual({ on_hand: 19, reserved: 0 });
  });

  it('does not take a key for another purchase', async () => {
    await place();
    expect(await codeOf({ lines: [{ productId: 'lamp', quantity: 2 }] })).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await codeOf({ lines: [{ productId: 'chair', quantity: 1 }] })).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await stockOf('lamp')).toEqual({ on_hand: 19, reserved: 0 });
  });

  it('says what there is too little of, also when repeated, and takes nothing', async () => {
    const lines = [
      { productId: 'lamp', quantity: 1 },
      { productId: 'chair', quantity: 6 },
    ];
    for (let times = 0; times < 2; times++) {
      const { data, errors } = await place({ lines });
      expect(data).toBeNull();
      expect(errors?.[0]?.extensions).toEqual({
        code: 'OUT_OF_STOCK',
        lines: [{ productId: 'chair', requested: 6, available: 5 }],
      });
    }
    expect(await stockOf('lamp')).toEqual({ on_hand: 20, reserved: 0 });
    expect(await statuses()).toEqual(['REJECTED']);
  });

  it.each([
    [{ buyerId: 'nobody' }, 'USER_NOT_FOUND'],
    [{ lines: [{ productId: 'sofa', quantity: 1 }] }, 'PRODUCT_NOT_FOUND'],
    [{ lines: [{ productId: 'lamp', quantity: 0 }] }, 'INPUT_INVALID'],
    [{ lines: [] }, 'INPUT_INVALID'],
    [{ idempotencyKey: 'short' }, 'INPUT_INVALID'],
  ])('refuses %j as %s and keeps no order', async (wrong, code) => {
    expect(await codeOf(wrong)).toBe(code);
    expect(await statuses()).toEqual([]);
  });
});

describe('an order that is interrupted', () => {
  it('before its goods are reserved, because stock does not answer, is completed by the job', async () => {
    const cutOff = await startDomain('orders', {
      databaseUrl: orders.databaseUrl,
      upstreams: { ...upstreams(), inventoryUrl: NOWHERE },
    });
    expect(await codeOf({}, cutOff)).toBe('UPSTREAM_UNAVAILABLE');
    await cutOff.stop();
    expect(await statuses()).toEqual(['PENDING']);

    await makeDue();
    const another = await startWithJob();
    await untilOrderIs('PLACED');
    await another.stop();
    expect(await stockOf('lamp')).toEqual({ on_hand: 19, reserved: 0 });
    expect((await place()).data.placeOrder.order.status).toBe('PLACED');
  });

  it.each(['reserveStock', 'confirmReservation'])(
    'by a crash after %s is completed by the job, once',
    async (lastHeard) => {
      const proxy = await startMutingProxy(inventory.url, lastHeard);
      const dying = await startDomain('orders', {
        databaseUrl: orders.databaseUrl,
        upstreams: { ...upstreams(), inventoryUrl: proxy.url },
      });
      expect(await codeOf({}, dying)).toBe('UPSTREAM_UNAVAILABLE');
      await dying.stop();
      await proxy.close();
      expect(await statuses()).toEqual(['PENDING']);
      const taken =
        lastHeard === 'reserveStock' ? { on_hand: 20, reserved: 1 } : { on_hand: 19, reserved: 0 };
      expect(await stockOf('lamp')).toEqual(taken);

      await makeDue();
      const another = await startWithJob();
      await untilOrderIs('PLACED');
      await another.stop();
      expect(await stockOf('lamp')).toEqual({ on_hand: 19, reserved: 0 });
    },
  );

  it('goes on when its buyer repeats it', async () => {
    const proxy = await startMutingProxy(inventory.url, 'reserveStock');
    const dying = await startDomain('orders', {
      databaseUrl: orders.databaseUrl,
      upstreams: { ...upstreams(), inventoryUrl: proxy.url },
    });
    expect(await codeOf({}, dying)).toBe('UPSTREAM_UNAVAILABLE');
    await dying.stop();
    await proxy.close();
    expect((await place()).data.placeOrder.order.status).toBe('PLACED');
    expect(await stockOf('lamp')).toEqual({ on_hand: 19, reserved: 0 });
  });

  it('and is too old is given up: what was reserved is free again', async () => {
    const proxy = await startMutingProxy(inventory.url, 'reserveStock');
    const dying = await startDomain('orders', {
      databaseUrl: orders.databaseUrl,
      upstreams: { ...upstreams(), inventoryUrl: proxy.url },
    });
    expect(await codeOf({}, dying)).toBe('UPSTREAM_UNAVAILABLE');
    await dying.stop();
    await proxy.close();
    expect(await stockOf('lamp')).toEqual({ on_hand: 20, reserved: 1 });

    await orders.sql(`UPDATE orders SET placed_at = now() - interval '1 hour'`);
    await makeDue();
    const another = await startWithJob();
    await untilOrderIs('CANCELLED');
    await another.stop();
    expect(await stockOf('lamp')).toEqual({ on_hand: 20, reserved: 0 });
    expect(await codeOf({})).toBe('ORDER_NOT_COMPLETED');
  });

  it('is tried again later, and later each time, while stock does not answer', async () => {
    const cutOff = await startDomain('orders', {
      databaseUrl: orders.databaseUrl,
      upstreams: { ...upstreams(), inventoryUrl: NOWHERE },
    });
    expect(await codeOf({}, cutOff)).toBe('UPSTREAM_UNAVAILABLE');
    await cutOff.stop();
    await makeDue();
    const another = await startWithJob(NOWHERE);
    const waits = async () => {
      const [row] = await orders.sql<{ attempts: number; seconds: number }>(
        'SELECT attempts, extract(epoch FROM next_attempt_at - now())::float AS seconds FROM orders',
      );
      return row ?? { attempts: 0, seconds: 0 };
    };
    await until('it was tried', async () => {
      const { attempts, seconds } = await waits();
      // A minute while somebody works on it; then 4, 8, 16 seconds.
      return attempts >= 1 && seconds <= 2 * 2 ** attempts;
    });
    await another.stop();
    expect(await statuses()).toEqual(['PENDING']);
  });

  it('is completed once by two processes that look for it at once', async () => {
    const cutOff = await startDomain('orders', {
      databaseUrl: orders.databaseUrl,
      upstreams: { ...upstreams(), inventoryUrl: NOWHERE },
    });
    const keys = Array.from({ length: 8 }, (_, at) => `purchase-${at}`);
    for (const idempotencyKey of keys)
      expect(await codeOf({ idempotencyKey }, cutOff)).toBe('UPSTREAM_UNAVAILABLE');
    await cutOff.stop();
    await makeDue();
    const both = await Promise.all([startWithJob(), startWithJob()]);
    await until('all are placed', async () => (await statuses()).every((status) => status === 'PLACED'));
    await Promise.all(both.map((one) => one.stop()));
    expect(await stockOf('lamp')).toEqual({ on_hand: 12, reserved: 0 });
  });
});

describe('cancelOrder', () => {
  it('gives the goods back, once, and answers a repetition in the same way', async () => {
    const { data } = await place({ lines: [{ productId: 'lamp', quantity: 15 }] });
    const { id } = data.placeOrder.order;
    const answers = await Promise.all(Array.from({ length: 5 }, () => orders.ask(CANCEL, { id })));
    for (const answer of answers) expect(answer.data.cancelOrder.order.closedAt).toEqual(expect.any(String));
    expect(await stockOf('lamp')).toEqual({ on_hand: 20, reserved: 0 });
    expect((await orders.ask(CANCEL, { id })).data.cancelOrder.order.status).toBe('CANCELLED');
    // The purchase was made; repeating it tells what has become of it.
    expect((await place({ lines: [{ productId: 'lamp', quantity: 15 }] })).data.placeOrder.order.status).toBe(
      'CANCELLED',
    );
  });

  it('holds even while stock does not answer; the goods follow', async () => {
    const { data } = await place();
    const { id } = data.placeOrder.order;
    const cutOff = await startDomain('orders', {
      databaseUrl: orders.databaseUrl,
      upstreams: { ...upstreams(), inventoryUrl: NOWHERE },
    });
    expect((await cutOff.ask(CANCEL, { id })).data.cancelOrder.order.status).toBe('CANCELLING');
    await cutOff.stop();
    await makeDue();
    const another = await startWithJob();
    await untilOrderIs('CANCELLED');
    await another.stop();
    expect(await stockOf('lamp')).toEqual({ on_hand: 20, reserved: 0 });
  });

  it('is refused when it is too late, and for what is not there', async () => {
    const { data } = await place();
    await orders.sql(`UPDATE orders SET status = 'SHIPPED'`);
    expect(await orders.codeOf(CANCEL, { id: data.placeOrder.order.id })).toBe('ORDER_NOT_CANCELLABLE');
    expect(await orders.codeOf(CANCEL, { id: 'nothing' })).toBe('ORDER_NOT_FOUND');
  });
});

describe('reading orders', () => {
  beforeEach(async () => {
    // Order n: of one of 3 buyers, some in the same millisecond, with 1 to 3 lines.
    await orders.sql(`INSERT INTO orders (id, serial, buyer_id, status, total_minor, currency, placed_at)
      SELECT 'ord_' || lpad(n::text, 2, '0'), 1000 + n, 'usr_' || n % 3, CASE n % 2 WHEN 0 THEN 'DELIVERED' ELSE 'SHIPPED' END::order_status,
        100, 'EUR', timestamptz '2025-05-01 00:00Z' + (n % 7) * interval '1 millisecond'
      FROM generate_series(0, 19) n`);
    await orders.sql(`INSERT INTO order_lines SELECT 'ord_' || lpad(n::text, 2, '0'), p, 'prd_' || p, 'SKU-' || p, p, 10, '{BER}'
      FROM generate_series(0, 19) n, generate_series(1, 3) p WHERE p <= 1 + n % 3`);
    orders.takeSql();
  });

  const expectedIds = async (where = 'true') =>
    (
      await orders.sql<{ id: string }>(
        `SELECT id FROM orders WHERE ${where} ORDER BY placed_at DESC, id DESC`,
      )
    ).map(({ id }) => id);
  const LIST = `query ($first: Int!, $after: String, $status: OrderStatus) {
    orders(first: $first, after: $after, status: $status) { edges { cursor node { id } } ${PAGE_INFO} }
  }`;

  it.each([1, 6, 20, 100])('gives each order once, latest first, in pages of %i', async (pageSize) => {
    for (const status of [null, 'SHIPPED']) {
      const found = await walk<{ id: string }>(
        async (first, after) => (await orders.ask(LIST, { first, after, status })).data.orders,
        pageSize,
      );
      expect(found.map(({ id }) => id)).toEqual(await expectedIds(status ? `status = '${status}'` : 'true'));
    }
  });

  it('takes one statement for a page and one for all its lines; one more to count, when asked', async () => {
    const { data } = await orders.ask(
      '{ orders(first: 20) { edges { node { number total { amountMinor } buyer { id } lines { quantity product { id sku } shipsFrom { warehouse { code } } } } } } }',
    );
    expect(orders.takeSql()).toHaveLength(2);
    expect(data.orders.edges).toHaveLength(20);
    expect(data.orders.edges[0].node.lines[0]).toEqual({
      quantity: 1,
      product: { id: 'prd_1', sku: 'SKU-1' },
      shipsFrom: [{ warehouse: { code: 'BER' } }],
    });
    const counted = await orders.ask(
      '{ all: orders { totalCount } some: orders(status: SHIPPED) { totalCount } }',
    );
    expect(counted.data).toEqual({ all: { totalCount: 20 }, some: { totalCount: 10 } });
  });

  it.each([
    ['id', { id: 'ord_04' }, { id: '?' }],
    ['number', { number: 'K-101004' }, { number: 'K-1' }],
  ])('resolves entities by %s: many in one statement', async (_, key, unknownKey) => {
    const { data } = await orders.entities('... on Order { id number closedAt }', [
      { __typename: 'Order', ...key },
      { __typename: 'Order', ...unknownKey },
    ]);
    expect(data._entities).toEqual([
      { __typename: 'Order', id: 'ord_04', number: 'K-101004', closedAt: null },
      null,
    ]);
    expect(orders.takeSql()).toHaveLength(1);
  });

  it('gives the orders of many users in one statement, each page by page', async () => {
    const users = [0, 1, 2, 9].map((at) => ({ __typename: 'User', id: `usr_${at}` }));
    const { data } = await orders.entities(
      '... on User { orders(first: 4) { edges { node { id } } pageInfo { hasNextPage } } all: orders(first: 100) { edges { node { id } } } }',
      users,
    );
    expect(orders.takeSql()).toHaveLength(1);
    for (const [at, { id }] of users.entries()) {
      const expected = (await expectedIds(`buyer_id = '${id}'`)).map((order) => ({ node: { id: order } }));
      expect(data._entities[at].all.edges).toEqual(expected);
      expect(data._entities[at].orders.edges).toEqual(expected.slice(0, 4));
    }
    const counts = await orders.entities('... on User { orders(first: 1) { totalCount } }', users);
    expect(
      counts.data._entities.map(({ orders: found }: { orders: { totalCount: number } }) => found.totalCount),
    ).toEqual([7, 7, 6, 0]);

    const query = `query ($r: [_Any!]!, $first: Int!, $after: String) {
      _entities(representations: $r) { ... on User { orders(first: $first, after: $after) { edges { cursor node { id } } ${PAGE_INFO} } } }
    }`;
    const walked = await walk<{ id: string }>(
      async (first, after) =>
        (await orders.ask(query, { r: [users[1]], first, after })).data._entities[0].orders,
      2,
    );
    expect(walked.map(({ id }) => id)).toEqual(await expectedIds(`buyer_id = 'usr_1'`));
  });

  it('finds nothing for numbers that are none', async () => {
    const { data } = await orders.ask(
      `{ a: orderByNumber(number: "K-1") { id } b: orderByNumber(number: "'; --") { id } c: order(id: "?") { id } }`,
    );
    expect(data).toEqual({ a: null, b: null, c: null });
  });

  it('has indexes for its lists', async () => {
    await orders.ask(LIST, { first: 2 });
    await orders.ask(LIST, { first: 2, status: 'SHIPPED' });
    const [all = '', some = ''] = orders
      .takeSql()
      .map((sql) => sql.replace(/CAST\(\$\d+::text/, `CAST('SHIPPED'::text`));
    expect(await orders.planWithout(['seqscan', 'sort'], all)).toContain('orders_placed_at_id_idx');
    expect(await orders.planWithout(['seqscan', 'sort'], some)).toContain('orders_status_placed_at_id_idx');
  });
});

/** Hands requests on to `target`, and cuts the line instead of handing back the first answer to this mutation. */
async function startMutingProxy(
  target: string,
  mutation: string,
): Promise<{ url: string; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      void fetch(target, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
        .then((answer) => answer.text())
        .then((text) => (body.includes(mutation) ? request.socket.destroy() : response.end(text)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
