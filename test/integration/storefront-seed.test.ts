import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@kontor/testkit';
import { startInventory } from '@storefront/inventory';
import { createLogger } from '@kontor/subgraph';
import { Client } from 'pg';

jest.setTimeout(120_000);
process.env['LOG_LEVEL'] = 'silent';

const TABLES = {
  accounts: { users: 5_000 },
  products: { categories: 20, brands: 50, products: 10_000, product_media: 21_089 },
  inventory: { warehouses: 3, stock_levels: 17_985, reservations: 600, deliveries: 0 },
  reviews: { reviews: 50_000 },
  orders: { orders: 20_000, order_lines: 42_302 },
} as const;
type Domain = keyof typeof TABLES;
const DOMAINS = Object.keys(TABLES) as Domain[];

const databases = new Map<Domain, TestDatabase>();
beforeAll(async () => {
  for (const domain of DOMAINS)
    databases.set(domain, await createTestDatabase({ graph: 'storefront', domain }));
});
afterAll(() => Promise.all([...databases.values()].map((database) => database.drop())));

const urlOf = (domain: Domain): string => databases.get(domain)?.url ?? '';

/** The process that a subgraph starts to fill its database. */
const startSeeding = (domain: Domain): ChildProcess =>
  spawn(
    process.execPath,
    [
      fileURLToPath(
        new URL(`../../subgraphs/storefront/${domain}/dist/store/seed-process.js`, import.meta.url),
      ),
    ],
    {
      env: { ...process.env, SEED_DATABASE_URL: urlOf(domain), LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );

async function seed(domain: Domain): Promise<{ exitCode: number | null; log: string }> {
  const child = startSeeding(domain);
  let log = '';
  child.stdout?.on('data', (chunk: Buffer) => (log += chunk.toString('utf8')));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, log };
}

async function query<T extends object>(domain: Domain, text: string): Promise<T[]> {
  const client = new Client({ connectionString: urlOf(domain) });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

async function countsOf(domain: Domain): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of Object.keys(TABLES[domain])) {
    const [row] = await query<{ count: number }>(domain, `SELECT count(*)::int AS count FROM ${table}`);
    counts[table] = row?.count ?? -1;
  }
  return counts;
}

describe('seeding', () => {
  it('that is killed half-way leaves nothing behind', async () => {
    const client = new Client({ connectionString: urlOf('orders') });
    await client.connect();
    // So that it cannot come further than to the lines, however busy this machine is.
    await client.query('BEGIN');
    await client.query('LOCK TABLE order_lines IN ACCESS EXCLUSIVE MODE');
    const child = startSeeding('orders');
    const [chunk] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    expect(chunk.toString('utf8')).toContain('"what":"orders"');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await client.query('ROLLBACK');
    await client.end();
    expect(await countsOf('orders')).toEqual({ orders: 0, order_lines: 0 });
  });

  it.each(DOMAINS)('fills %s with all of it, even when two start at once', async (domain) => {
    const outcomes = await Promise.all([seed(domain), seed(domain)]);
    expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(outcomes.filter(({ log }) => log.includes('"seeded"'))).toHaveLength(1);
    expect(await countsOf(domain)).toEqual(TABLES[domain]);
  });

  it('changes nothing the second time', async () => {
    await query('reviews', `DELETE FROM reviews WHERE rating < 5`);
    const before = await countsOf('reviews');
    expect(await seed('reviews')).toEqual({ exitCode: 0, log: '' });
    expect(await countsOf('reviews')).toEqual(before);
  });

  it('lets new orders be numbered after the old ones', async () => {
    const [row] = await query<{ next: number }>(
      'orders',
      `SELECT nextval(pg_get_serial_sequence('orders', 'serial'))::int AS next`,
    );
    expect(row?.next).toBe(20_001);
  });

  it('adds up: an order costs what its lines cost, and its goods are reserved', async () => {
    const wrong = await query(
      'orders',
      `SELECT id FROM orders JOIN order_lines ON order_id = id GROUP BY id HAVING total_minor <> sum(quantity * unit_price_minor)`,
    );
    expect(wrong).toEqual([]);
    const placed = await query(
      'orders',
      `SELECT id, product_id, quantity FROM orders JOIN order_lines ON order_id = id WHERE status = 'PLACED' ORDER BY 1, 2`,
    );
    const reserved = await query(
      'inventory',
      `SELECT reservation_id AS id, product_id, quantity FROM allocations JOIN reservations ON id = reservation_id WHERE status = 'CONFIRMED' ORDER BY 1, 2`,
    );
    expect(placed.length).toBeGreaterThan(600);
    expect(reserved).toEqual(placed);
  });

  it('is done by a subgraph before it listens, and costs one statement when it was done before', async () => {
    const database = await createTestDatabase({ graph: 'storefront', domain: 'inventory' });
    const statements: string[] = [];
    const start = () =>
      startInventory({
        database: { url: database.url, onQuery: (sql) => statements.push(sql) },
        seeded: true,
        port: 0,
        log: createLogger({ name: 'test', level: 'silent' }),
      });
    const first = await start();
    const response = await fetch(first.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ warehouses { code } }' }),
    });
    expect(await response.json()).toEqual({
      data: { warehouses: [{ code: 'BER' }, { code: 'GDN' }, { code: 'LYS' }] },
    });
    await first.close();
    statements.length = 0;
    const second = await start();
    expect(statements).toHaveLength(1);
    await second.close();
    await database.drop();
  });
});
