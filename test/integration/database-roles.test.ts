import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  domainEnvironment,
  launchEmbeddedPostgres,
  migrateDomain,
  PLATFORM_DOMAINS,
  prepareDomain,
  withDatabase,
  type EmbeddedPostgres,
} from '@kontor/database';
import { Client } from 'pg';

jest.setTimeout(120_000);

const products = { graph: 'storefront', domain: 'products' };
const reviews = { graph: 'storefront', domain: 'reviews' };
const domains = [products, reviews, ...PLATFORM_DOMAINS.map((domain) => domain.id)];

let home: string;
let server: EmbeddedPostgres;
let urls: Record<string, string>;

beforeAll(async () => {
  home = mkdtempSync(path.join(os.tmpdir(), 'kontor-roles-'));
  chmodSync(home, 0o711);
  server = await launchEmbeddedPostgres({ home });
  urls = await domainEnvironment({ server, env: {}, domains });
});

afterAll(async () => {
  await server.stop();
  rmSync(home, { recursive: true, force: true });
});

async function query<T extends object>(url: string | undefined, sql: string): Promise<T[]> {
  if (!url) throw new Error('no URL');
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('on the embedded server', () => {
  it('what the superuser migrates in place of a domain belongs to the domain: it can use it afterwards', async () => {
    const own = urls['STOREFRONT_REVIEWS_DATABASE_URL'] ?? '';
    const migrationsDir = mkdtempSync(path.join(os.tmpdir(), 'kontor-roles-migrations-'));
    const write = (name: string, sql: string): void => {
      mkdirSync(path.join(migrationsDir, name));
      writeFileSync(path.join(migrationsDir, name, 'migration.sql'), sql);
    };
    try {
      write('20260101000000_first', 'CREATE TABLE first_table (id int);');
      await migrateDomain({ url: own, migrationsDir });
      write('20260102000000_later', 'CREATE TABLE later_table (id int);');
      // As whoever starts a process by hand on the address that KONTOR_HOME names.
      const superuser = withDatabase(server.url, new URL(own).pathname.slice(1));
      expect(await migrateDomain({ url: superuser, migrationsDir })).toEqual({
        applied: ['20260102000000_later'],
      });
      expect(await query(own, 'SELECT count(*)::int AS n FROM later_table')).toEqual([{ n: 0 }]);
    } finally {
      await query(own, 'DROP TABLE IF EXISTS first_table, later_table, _prisma_migrations');
      rmSync(migrationsDir, { recursive: true });
    }
  });

  it('each domain has a role and a database of its own', async () => {
    expect(Object.keys(urls).sort()).toEqual([
      'PLATFORM_IDENTITY_DATABASE_URL',
      'PLATFORM_REGISTRY_DATABASE_URL',
      'STOREFRONT_PRODUCTS_DATABASE_URL',
      'STOREFRONT_REVIEWS_DATABASE_URL',
    ]);
    expect(
      await query(
        urls['STOREFRONT_PRODUCTS_DATABASE_URL'],
        `SELECT current_database() AS database, current_user AS role, rolsuper AS super, rolcreatedb AS creates,
                rolcreaterole AS grants
           FROM pg_roles WHERE rolname = current_user`,
      ),
    ).toEqual([
      {
        database: 'kontor_storefront_products',
        role: 'kontor_storefront_products',
        super: false,
        creates: false,
        grants: false,
      },
    ]);
  });

  it.each(['kontor_storefront_reviews', 'kontor_platform_identity', 'postgres', 'template1'])(
    'the role of one domain cannot connect to %s',
    async (name) => {
      const url = withDatabase(urls['STOREFRONT_PRODUCTS_DATABASE_URL'] ?? '', name);
      await expect(query(url, 'SELECT 1')).rejects.toMatchObject({ code: '42501' });
    },
  );

  it('the roles have different passwords', () => {
    const passwords = Object.values(urls).map((url) => new URL(url).password);
    expect(new Set([...passwords, new URL(server.url).password]).size).toBe(domains.length + 1);
  });

  it('a domain is migrated by its own role, which then owns its tables', async () => {
    for (const domain of PLATFORM_DOMAINS) {
      const { url, applied } = await prepareDomain({ ...domain, env: urls });
      expect(applied.length).toBeGreaterThan(0);
      const owners = await query<{ owner: string }>(
        url,
        `SELECT DISTINCT tableowner AS owner FROM pg_tables WHERE schemaname = 'public'`,
      );
      expect(owners).toEqual([{ owner: new URL(url).username }]);
    }
  });

  it('asking again, twice at once, gives the same URLs and disturbs nothing', async () => {
    const ask = () => domainEnvironment({ server, env: {}, domains });
    expect(await Promise.all([ask(), ask()])).toEqual([urls, urls]);
    expect(await query(urls['STOREFRONT_REVIEWS_DATABASE_URL'], 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('a domain with a variable of its own keeps it', async () => {
    const own = 'postgresql://me@db.example/mine';
    const env = { STOREFRONT_PRODUCTS_DATABASE_URL: own };
    expect(await domainEnvironment({ server, env, domains: [products] })).toEqual(env);
  });
});

describe('with an external server', () => {
  it('each domain gets its own URL below DATABASE_URL, and nothing is created', async () => {
    const env = { DATABASE_URL: 'postgresql://me:pw@db.example:6432/any?sslmode=require' };
    expect(await domainEnvironment({ server: undefined, env, domains: [products, reviews] })).toEqual({
      STOREFRONT_PRODUCTS_DATABASE_URL:
        'postgresql://me:pw@db.example:6432/kontor_storefront_products?sslmode=require',
      STOREFRONT_REVIEWS_DATABASE_URL:
        'postgresql://me:pw@db.example:6432/kontor_storefront_reviews?sslmode=require',
    });
  });
});
