import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PAGE_INFO, startDomain, until, walk, type RunningSubgraph } from './storefront-harness.js';

let inventory: RunningSubgraph;

beforeAll(async () => {
  inventory = await startDomain('inventory');
  await inventory.sql(
    `INSERT INTO warehouses VALUES ('BER', 'Berlin', 'DE'), ('GDN', 'Danzig', 'PL'), ('LYS', 'Lyon', 'FR')`,
  );
});
beforeEach(async () => {
  await inventory.sql('TRUNCATE stock_levels, reservations, allocations, deliveries');
});
afterAll(() => inventory.close());

const stock = (productId: string, warehouseCode: string, onHand: number, reserved = 0) =>
  inventory.sql('INSERT INTO stock_levels VALUES ($1, $2, $3, $4)', [
    productId,
    warehouseCode,
    onHand,
    reserved,
  ]);
const levelsOf = (productId: string) =>
  inventory.sql(
    'SELECT warehouse_code AS at, on_hand, reserved FROM stock_levels WHERE product_id = $1 ORDER BY 1',
    [productId],
  );
const statusOf = async (id: string) =>
  (await inventory.sql<{ status: string }>('SELECT status FROM reservations WHERE id = $1', [id]))[0]?.status;

const RESERVE = `mutation ($input: ReserveStockInput!) {
  reserveStock(input: $input) {
    __typename
    ... on Reservation { id status allocations { productId warehouseCode quantity } expiresAt }
    ... on StockShortage { lines { productId requested available } }
  }
}`;
const reserve = async (reservationId: string, quantity: number, productId = 'lamp') =>
  (await inventory.ask(RESERVE, { input: { reservationId, lines: [{ productId, quantity }] } })).data
    .reserveStock;
const confirm = async (id: string) =>
  (await inventory.ask('mutation ($id: ID!) { confirmReservation(id: $id) { status } }', { id })).data
    .confirmReservation;
const release = async (id: string) =>
  (
    await inventory.ask(
      'mutation ($id: ID!) { releaseReservation(id: $id) { status allocations { quantity } } }',
      { id },
    )
  ).data.releaseReservation;

describe('the stock of products', () => {
  it('comes for many products in one statement', async () => {
    await stock('lamp', 'LYS', 9, 2);
    await stock('lamp', 'BER', 3, 3);
    await stock('chair', 'BER', 4);
    await stock('rug', 'BER', 0);
    inventory.takeSql();
    const { data } = await inventory.entities(
      '... on Product { inStock availability availableQuantity stockLevels { onHand reserved available warehouse { name country } product { id } } }',
      ['lamp', 'chair', 'rug', 'unknown'].map((id) => ({ __typename: 'Product', id })),
    );
    // Stock levels and warehouses.
    expect(inventory.takeSql()).toHaveLength(2);
    const [lamp, chair, rug, unknown] = data._entities;
    expect(lamp).toEqual({
      __typename: 'Product',
      inStock: true,
      availability: 'IN_STOCK',
      availableQuantity: 7,
      stockLevels: [
        {
          onHand: 3,
          reserved: 3,
          available: 0,
          warehouse: { name: 'Berlin', country: 'DE' },
          product: { id: 'lamp' },
        },
        {
          onHand: 9,
          reserved: 2,
          available: 7,
          warehouse: { name: 'Lyon', country: 'FR' },
          product: { id: 'lamp' },
        },
      ],
    });
    expect(chair).toMatchObject({ availability: 'LOW_STOCK', availableQuantity: 4 });
    expect(rug).toMatchObject({ inStock: false, availability: 'OUT_OF_STOCK' });
    expect(unknown).toMatchObject({ inStock: false, availableQuantity: 0, stockLevels: [] });
  });

  it('estimates shipping from what products say about price and weight', async () => {
    const { data } = await inventory.entities(
      '... on Product { near: shippingEstimate(country: "DE") { cost { amountMinor currency } daysMin daysMax } far: shippingEstimate(country: "US") { cost { amountMinor } } }',
      [
        {
          __typename: 'Product',
          id: 'lamp',
          price: { amountMinor: 1_995, currency: 'EUR' },
          weightGrams: 1_200,
        },
      ],
    );
    expect(data._entities[0]).toMatchObject({
      near: { cost: { amountMinor: 550, currency: 'EUR' }, daysMin: 1, daysMax: 3 },
      far: { cost: { amountMinor: 2_440 } },
    });
    expect(
      await inventory.codeOf(
        'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Product { shippingEstimate(country: "?") { daysMin } } } }',
        {
          r: [
            { __typename: 'Product', id: 'lamp', price: { amountMinor: 1, currency: 'EUR' }, weightGrams: 1 },
          ],
        },
      ),
    ).toBe('INPUT_INVALID');
  });

  it('is an entity of product and warehouse together: many in one statement', async () => {
    await stock('lamp', 'LYS', 9);
    await stock('chair', 'LYS', 5);
    inventory.takeSql();
    const key = (id: string, code: string) => ({
      __typename: 'StockLevel',
      product: { id },
      warehouse: { code },
    });
    const { data } = await inventory.entities('... on StockLevel { onHand product { id } }', [
      key('lamp', 'LYS'),
      key('lamp', 'BER'),
      key('chair', 'LYS'),
      key('unknown', 'LYS'),
    ]);
    expect(data._entities).toEqual([
      { __typename: 'StockLevel', onHand: 9, product: { id: 'lamp' } },
      null,
      { __typename: 'StockLevel', onHand: 5, product: { id: 'chair' } },
      null,
    ]);
    expect(inventory.takeSql()).toHaveLength(1);
  });

  it('is found by product and warehouse, and warehouses by code', async () => {
    await stock('lamp', 'LYS', 9);
    const { data } = await inventory.ask(`{
      there: stockLevel(productId: "lamp", warehouseCode: "LYS") { onHand }
      not: stockLevel(productId: "lamp", warehouseCode: "BER") { onHand }
      warehouse(code: "GDN") { name }
      warehouses { code }
    }`);
    expect(data).toEqual({
      there: { onHand: 9 },
      not: null,
      warehouse: { name: 'Danzig' },
      warehouses: [{ code: 'BER' }, { code: 'GDN' }, { code: 'LYS' }],
    });
    const entities = await inventory.entities('... on Warehouse { name }', [
      { __typename: 'Warehouse', code: 'GDN' },
      { __typename: 'Warehouse', code: 'XXX' },
    ]);
    expect(entities.data._entities).toEqual([{ __typename: 'Warehouse', name: 'Danzig' }, null]);
  });

  it.each([1, 2, 100])('that runs low comes once each, fewest first, in pages of %i', async (pageSize) => {
    for (const [at, [onHand, reserved]] of [
      [3, 0],
      [9, 9],
      [5, 2],
      [40, 0],
      [0, 0],
      [8, 2],
    ].entries())
      await stock(`product-${at}`, 'BER', onHand ?? 0, reserved ?? 0);
    const LOW = `query ($first: Int!, $after: String) {
      lowStock(first: $first, after: $after, availableAtMost: 5) { totalCount edges { cursor node { product { id } available } } ${PAGE_INFO} }
    }`;
    const low = await walk(
      async (first, after) => (await inventory.ask(LOW, { first, after })).data.lowStock,
      pageSize,
    );
    expect(low).toEqual([
      { product: { id: 'product-1' }, available: 0 },
      { product: { id: 'product-4' }, available: 0 },
      { product: { id: 'product-0' }, available: 3 },
      { product: { id: 'product-2' }, available: 3 },
    ]);
    const { data } = await inventory.ask(LOW, { first: 1 });
    expect(data.lowStock.totalCount).toBe(4);
    const forged = Buffer.from(JSON.stringify([0.5, 'x', 'y'])).toString('base64url');
    expect(await inventory.codeOf(LOW, { first: 1, after: forged })).toBe('CURSOR_INVALID');
  });

  it('that runs low has an index', async () => {
    inventory.takeSql();
    await inventory.ask('{ lowStock { edges { node { onHand } } } }');
    const low = inventory.takeSql().find((sql) => sql.includes('ORDER BY on_hand')) ?? '';
    expect(await inventory.planWithout(['seqscan', 'sort'], low)).toContain('stock_levels_available_idx');
  });
});

describe('restock', () => {
  const RESTOCK =
    'mutation ($input: RestockInput!) { restock(input: $input) { stockLevel { onHand available warehouse { code } } } }';
  const input = { deliveryNumber: 'D-1', productId: 'lamp', warehouseCode: 'BER', quantity: 10 };

  it('adds to what is there, and begins where nothing was', async () => {
    await stock('lamp', 'BER', 5, 5);
    expect((await inventory.ask(RESTOCK, { input })).data.restock.stockLevel).toEqual({
      onHand: 15,
      available: 10,
      warehouse: { code: 'BER' },
    });
    const elsewhere = { ...input, warehouseCode: 'LYS' };
    expect((await inventory.ask(RESTOCK, { input: elsewhere })).data.restock.stockLevel.onHand).toBe(10);
  });

  it('books a delivery once, however often and however much at once it is sent', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => inventory.ask(RESTOCK, { input })));
    for (const { data } of answers) expect(data.restock.stockLevel.onHand).toBe(10);
    expect(await levelsOf('lamp')).toEqual([{ at: 'BER', on_hand: 10, reserved: 0 }]);
  });

  it('refuses in words a program can read', async () => {
    await inventory.ask(RESTOCK, { input });
    const codeOf = (wrong: object) => inventory.codeOf(RESTOCK, { input: { ...input, ...wrong } });
    expect(await codeOf({ quantity: 11 })).toBe('DELIVERY_CONFLICT');
    expect(await codeOf({ warehouseCode: 'MARS' })).toBe('WAREHOUSE_NOT_FOUND');
    expect(await codeOf({ quantity: 0 })).toBe('INPUT_INVALID');
    expect(await codeOf({ deliveryNumber: ' ' })).toBe('INPUT_INVALID');
  });
});

describe('a reservation', () => {
  it('sets goods aside, from several warehouses if it must', async () => {
    await stock('lamp', 'BER', 3);
    await stock('lamp', 'LYS', 4);
    expect(await reserve('r1', 6)).toMatchObject({
      __typename: 'Reservation',
      status: 'ACTIVE',
      allocations: [
        { productId: 'lamp', warehouseCode: 'LYS', quantity: 4 },
        { productId: 'lamp', warehouseCode: 'BER', quantity: 2 },
      ],
    });
    expect(await levelsOf('lamp')).toEqual([
      { at: 'BER', on_hand: 3, reserved: 2 },
      { at: 'LYS', on_hand: 4, reserved: 4 },
    ]);
  });

  it('sets all lines aside or none, and says what is short', async () => {
    await stock('lamp', 'BER', 3);
    await stock('chair', 'BER', 1);
    const lines = [
      { productId: 'lamp', quantity: 1 },
      { productId: 'chair', quantity: 2 },
    ];
    const { data } = await inventory.ask(RESERVE, { input: { reservationId: 'r1', lines } });
    expect(data.reserveStock).toEqual({
      __typename: 'StockShortage',
      lines: [{ productId: 'chair', requested: 2, available: 1 }],
    });
    expect(await levelsOf('lamp')).toEqual([{ at: 'BER', on_hand: 3, reserved: 0 }]);
    expect(await statusOf('r1')).toBeUndefined();
  });

  it('is made once, however often and however much at once it is asked for', async () => {
    await stock('lamp', 'BER', 50);
    const answers = await Promise.all(Array.from({ length: 10 }, () => reserve('r1', 5)));
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 'ACTIVE', allocations: [{ quantity: 5 }] });
    expect(await levelsOf('lamp')).toEqual([{ at: 'BER', on_hand: 50, reserved: 5 }]);
    expect(
      await inventory.codeOf(RESERVE, {
        input: { reservationId: 'r1', lines: [{ productId: 'lamp', quantity: 6 }] },
      }),
    ).toBe('RESERVATION_CONFLICT');
  });

  it('is made once, even for two different purchases at once', async () => {
    await stock('lamp', 'BER', 5);
    await stock('chair', 'BER', 5);
    const wanted = ['lamp', 'chair'].map((productId) => ({
      reservationId: 'r1',
      lines: [{ productId, quantity: 1 }],
    }));
    const answers = await Promise.all(wanted.map((input) => inventory.ask(RESERVE, { input })));
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    expect(answers.find(({ errors }) => errors)?.errors?.[0]?.extensions.code).toBe('RESERVATION_CONFLICT');
  });

  it('never takes more than there is: 50 at once for 20', async () => {
    await stock('lamp', 'BER', 12);
    await stock('lamp', 'LYS', 8);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, at) => reserve(`r${at}`, 1)));
    expect(answers.filter(({ __typename }) => __typename === 'Reservation')).toHaveLength(20);
    expect(answers.filter(({ __typename }) => __typename === 'StockShortage')).toHaveLength(30);
    expect(await levelsOf('lamp')).toEqual([
      { at: 'BER', on_hand: 12, reserved: 12 },
      { at: 'LYS', on_hand: 8, reserved: 8 },
    ]);
  });

  it('does not block others that want the same products in another order', async () => {
    for (const product of ['a', 'b', 'c', 'd']) await stock(product, 'BER', 100);
    const products = ['a', 'b', 'c', 'd'];
    const answers = await Promise.all(
      Array.from({ length: 24 }, async (_, at) => {
        const lines = products
          .toSorted(() => (at % 2 ? 1 : -1))
          .map((productId) => ({ productId, quantity: 1 }));
        const id = `r${at}`;
        const reserved = (await inventory.ask(RESERVE, { input: { reservationId: id, lines } })).data
          .reserveStock;
        return at % 3 === 0 ? release(id) : reserved.status === 'ACTIVE' && confirm(id);
      }),
    );
    expect(answers.filter(({ status }) => status === 'RELEASED')).toHaveLength(8);
    expect(answers.filter(({ status }) => status === 'CONFIRMED')).toHaveLength(16);
    for (const product of products)
      expect(await levelsOf(product)).toEqual([{ at: 'BER', on_hand: 84, reserved: 0 }]);
  });

  it('is confirmed once: goods leave', async () => {
    await stock('lamp', 'BER', 5);
    await reserve('r1', 2);
    const answers = await Promise.all([confirm('r1'), confirm('r1'), confirm('r1')]);
    expect(answers).toEqual(Array(3).fill({ status: 'CONFIRMED' }));
    expect(await levelsOf('lamp')).toEqual([{ at: 'BER', on_hand: 3, reserved: 0 }]);
    expect(await reserve('r1', 2)).toMatchObject({ status: 'CONFIRMED' });
    expect(await inventory.codeOf('mutation { confirmReservation(id: "nothing") { id } }')).toBe(
      'RESERVATION_NOT_FOUND',
    );
  });

  it('is released once, reserved or taken: goods come back', async () => {
    await stock('lamp', 'BER', 5);
    await reserve('held', 2);
    await reserve('taken', 3);
    await confirm('taken');
    await Promise.all(['held', 'held', 'taken', 'taken'].map(release));
    expect(await levelsOf('lamp')).toEqual([{ at: 'BER', on_hand: 5, reserved: 0 }]);
    expect(await confirm('held')).toEqual({ status: 'RELEASED' });
    expect(await levelsOf('lamp')).toEqual([{ at: 'BER', on_hand: 5, reserved: 0 }]);
  });

  it('that is released before it is made is not made', async () => {
    await stock('lamp', 'BER', 5);
    expect(await release('late')).toEqual({ status: 'RELEASED', allocations: [] });
    expect(await reserve('late', 2)).toMatchObject({ __typename: 'Reservation', status: 'RELEASED' });
    expect(await confirm('late')).toEqual({ status: 'RELEASED' });
    expect(await levelsOf('lamp')).toEqual([{ at: 'BER', on_hand: 5, reserved: 0 }]);
  });

  it('that nobody confirms in time expires by itself', async () => {
    await stock('lamp', 'BER', 5);
    await reserve('forgotten', 2);
    await reserve('young', 1);
    await inventory.sql(
      `UPDATE reservations SET expires_at = now() - interval '1 second' WHERE id = 'forgotten'`,
    );
    const another = await startDomain('inventory', { databaseUrl: inventory.databaseUrl, intervalMs: 20 });
    await until('the reservation has expired', async () => (await statusOf('forgotten')) === 'EXPIRED');
    await another.stop();
    expect(await statusOf('young')).toBe('ACTIVE');
    expect(await levelsOf('lamp')).toEqual([{ at: 'BER', on_hand: 5, reserved: 1 }]);
    expect(await confirm('forgotten')).toEqual({ status: 'EXPIRED' });
    expect(await release('forgotten')).toMatchObject({ status: 'EXPIRED' });
  });

  it('is refused when it cannot be', async () => {
    const codeOf = (wrong: object) =>
      inventory.codeOf(RESERVE, {
        input: { reservationId: 'r1', lines: [{ productId: 'lamp', quantity: 1 }], ...wrong },
      });
    expect(await codeOf({ lines: [] })).toBe('INPUT_INVALID');
    expect(await codeOf({ lines: [{ productId: 'lamp', quantity: -1 }] })).toBe('INPUT_INVALID');
    expect(await codeOf({ holdSeconds: 1 })).toBe('INPUT_INVALID');
    expect(await codeOf({ reservationId: '' })).toBe('INPUT_INVALID');
    expect(await inventory.codeOf('mutation { releaseReservation(id: "") { id } }')).toBe('INPUT_INVALID');
  });
});

it('the database itself refuses to reserve more than there is', async () => {
  await stock('lamp', 'BER', 5);
  await expect(inventory.sql(`UPDATE stock_levels SET reserved = 6`)).rejects.toThrow(
    'stock_levels_reserved_check',
  );
});
