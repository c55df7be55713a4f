import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DatabaseError, migrateDomain, prepareDomain, withDatabase } from '@kontor/database';
import { createEmptyDatabase, type TestDatabase } from '@kontor/testkit';
import { Client } from 'pg';

let database: TestDatabase;
let migrationsDir: string;

beforeEach(async () => {
  database = await createEmptyDatabase();
  migrationsDir = mkdtempSync(path.join(os.tmpdir(), 'kontor-migrations-'));
});

afterEach(async () => {
  await database.drop();
  rmSync(migrationsDir, { recursive: true, force: true });
});

function write(name: string, sql: string): void {
  mkdirSync(path.join(migrationsDir, name), { recursive: true });
  writeFileSync(path.join(migrationsDir, name, 'migration.sql'), sql);
}

const migrate = (more: Partial<Parameters<typeof migrateDomain>[0]> = {}) =>
  migrateDomain({ url: database.url, migrationsDir, ...more });

async function query<T extends object>(sql: string, values: unknown[] = []): Promise<T[]> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query<T>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

const tables = async () =>
  (await query<{ name: string }>(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`))
    .map((row) => row.name)
    .filter((name) => name !== '_prisma_migrations')
    .sort();

async function failure(work: Promise<unknown>): Promise<DatabaseError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof DatabaseError) return error;
  throw new Error('no DatabaseError was thrown', { cause: error });
}

describe('the migrator', () => {
  it('applies what is new, in the order of the names, and then nothing', async () => {
    write('20260101000000_first', 'CREATE TABLE a (id int);');
    write(
      '20260102000000_second',
      'ALTER TABLE a ADD COLUMN name text; CREATE TABLE b (id int) -- no semicolon',
    );
    expect(await migrate()).toEqual({ applied: ['20260101000000_first', '20260102000000_second'] });
    expect(await tables()).toEqual(['a', 'b']);
    expect(await migrate()).toEqual({ applied: [] });
    write('20260103000000_third', 'CREATE TABLE c (id int);');
    expect(await migrate()).toEqual({ applied: ['20260103000000_third'] });
  });

  it('applies each migration once when four start at the same moment', async () => {
    write('20260101000000_first', 'SELECT pg_sleep(0.2); CREATE TABLE a (id int);');
    write('20260102000000_second', 'CREATE TABLE b (id int);');
    const results = await Promise.all(Array.from({ length: 4 }, () => migrate()));
    expect(results.flatMap((result) => result.applied)).toEqual([
      '20260101000000_first',
      '20260102000000_second',
    ]);
    const rows = await query<{ count: number }>('SELECT count(*)::int AS count FROM _prisma_migrations');
    expect(rows).toEqual([{ count: 2 }]);
  });

  it('leaves nothing of a migration that fails, and applies none behind it', async () => {
    write('20260101000000_good', 'CREATE TABLE a (id int);');
    write('20260102000000_bad', 'CREATE TABLE b (id int); INSERT INTO b VALUES (1); SELECT 1 / 0;');
    write('20260103000000_later', 'CREATE TABLE c (id int);');
    const error = await failure(migrate());
    expect(error).toMatchObject({ code: 'MIGRATION_FAILED' });
    expect(error.message).toContain('20260102000000_bad');
    expect(error.message).toContain('division by zero');
    expect(await tables()).toEqual(['a']);
  });

  it('refuses a failed migration until its file is corrected', async () => {
    write('20260101000000_bad', 'CREATE TABLE a (id int); SELECT 1 / 0;');
    await failure(migrate());
    const again = await failure(migrate());
    expect(again).toMatchObject({ code: 'MIGRATION_FAILED' });
    expect(again.message).toContain('earlier start');
    expect(await tables()).toEqual([]);
    write('20260101000000_bad', 'CREATE TABLE a (id int);');
    expect(await migrate()).toEqual({ applied: ['20260101000000_bad'] });
    expect(await tables()).toEqual(['a']);
  });

  it('tries an unchanged failed migration again when it is asked to by name', async () => {
    write('20260101000000_seed', 'CREATE TABLE a (id int PRIMARY KEY);');
    await migrate();
    await query('INSERT INTO a VALUES (0)');
    write('20260102000000_check', 'ALTER TABLE a ADD CHECK (id > 0);');
    expect(await failure(migrate())).toMatchObject({ code: 'MIGRATION_FAILED' });
    await query('DELETE FROM a');
    expect(await failure(migrate({ retry: 'another' }))).toMatchObject({ code: 'MIGRATION_FAILED' });
    expect(await migrate({ retry: '20260102000000_check' })).toEqual({ applied: ['20260102000000_check'] });
  });

  it('never retries unasked what may have kept a part, because it commits by its own hand', async () => {
    write('20260101000000_own', 'BEGIN; CREATE TABLE a (id int); COMMIT; SELECT 1 / 0;');
    await failure(migrate());
    expect(await tables()).toEqual(['a']);
    write('20260101000000_own', 'CREATE TABLE IF NOT EXISTS a (id int);');
    expect(await failure(migrate())).toMatchObject({ code: 'MIGRATION_FAILED' });
  });

  it('refuses a migration that was edited after it had been applied', async () => {
    write('20260101000000_first', 'CREATE TABLE a (id int);');
    await migrate();
    write('20260101000000_first', 'CREATE TABLE a (id bigint);');
    write('20260102000000_second', 'CREATE TABLE b (id int);');
    const error = await failure(migrate());
    expect(error).toMatchObject({ code: 'MIGRATION_EDITED' });
    expect(error.message).toContain('20260101000000_first');
    expect(await tables()).toEqual(['a']);
  });

  it('takes up an unchanged migration that was cut off in the middle', async () => {
    const pauseSeconds = (seconds: number) =>
      query(`ALTER DATABASE ${database.name} SET kontor_test.pause = ${seconds}`);
    await pauseSeconds(60);
    write(
      '20260101000000_slow',
      `CREATE TABLE a (id int); SELECT pg_sleep(current_setting('kontor_test.pause')::int);`,
    );
    const cutOff = failure(migrate());
    await until(async () => {
      const rows = await query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND wait_event = 'PgSleep'`,
      );
      return rows.length > 0;
    });
    await cutOff;
    expect(await tables()).toEqual([]);
    await pauseSeconds(0);
    expect(await migrate()).toEqual({ applied: ['20260101000000_slow'] });
    expect(await tables()).toEqual(['a']);
  });

  it('runs a statement that bears no transaction, alone in its file', async () => {
    write('20260101000000_table', 'CREATE TABLE a (id int);');
    write('20260102000000_index', 'CREATE INDEX CONCURRENTLY a_id ON a (id);');
    expect((await migrate()).applied).toHaveLength(2);
    expect(await query(`SELECT indexname FROM pg_indexes WHERE indexname = 'a_id'`)).toHaveLength(1);
    expect(await migrate()).toEqual({ applied: [] });
  });

  it('is not led astray by a migration that moves the search path', async () => {
    write(
      '20260101000000_path',
      `SELECT pg_catalog.set_config('search_path', '', false); CREATE TABLE public.a (id int);`,
    );
    write('20260102000000_next', 'CREATE TABLE b (id int);');
    expect((await migrate()).applied).toHaveLength(2);
    expect(await tables()).toEqual(['a', 'b']);
  });

  it('refuses a database that holds something else', async () => {
    write('20260101000000_first', 'CREATE TABLE a (id int);');
    await query('CREATE TABLE somebody_elses (id int)');
    expect(await failure(migrate())).toMatchObject({ code: 'DATABASE_NOT_EMPTY' });
    expect(await tables()).toEqual(['somebody_elses']);
  });

  it('refuses the database of another domain', async () => {
    write('20260101000000_products', 'CREATE TABLE products (id int);');
    await migrate();
    rmSync(path.join(migrationsDir, '20260101000000_products'), { recursive: true });
    write('20260101000000_reviews', 'CREATE TABLE reviews (id int);');
    expect(await failure(migrate())).toMatchObject({ code: 'DATABASE_NOT_EMPTY' });
    expect(await tables()).toEqual(['products']);
  });

  it('works on a database that a newer release has migrated further, and says so', async () => {
    write('20260101000000_first', 'CREATE TABLE a (id int);');
    write('20260102000000_newer', 'CREATE TABLE b (id int);');
    await migrate();
    rmSync(path.join(migrationsDir, '20260102000000_newer'), { recursive: true });
    const warnings: object[] = [];
    const log = { info: () => {}, warn: (facts: object) => void warnings.push(facts) };
    expect(await migrate({ log })).toEqual({ applied: [] });
    expect(warnings).toEqual([{ migrations: ['20260102000000_newer'] }]);
  });

  it('gives up waiting for another migrator after its limit', async () => {
    write('20260101000000_first', 'CREATE TABLE a (id int);');
    const holder = new Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('SELECT pg_advisory_lock(72707369)');
    try {
      const error = await failure(migrate({ limits: { waitMs: 50, lockMs: 1000, statementMs: 1000 } }));
      expect(error).toMatchObject({ code: 'MIGRATION_LOCKED' });
      expect(await tables()).toEqual([]);
    } finally {
      await holder.end();
    }
  });

  it('stops a statement at its limit', async () => {
    write('20260101000000_slow', 'CREATE TABLE a (id int); SELECT pg_sleep(60);');
    const error = await failure(migrate({ limits: { waitMs: 1000, lockMs: 1000, statementMs: 100 } }));
    expect(error).toMatchObject({ code: 'MIGRATION_FAILED' });
    expect(error.message).toContain('statement timeout');
    expect(await tables()).toEqual([]);
  });
});

describe('preparing a domain', () => {
  const id = { graph: 'storefront', domain: 'products' };
  const prefix = () => `${database.name}_x`;
  const own = () => `${prefix()}_storefront_products`;
  const serverUrl = () => withDatabase(database.url, 'postgres');

  afterEach(async () => {
    await query(`DROP DATABASE IF EXISTS "${own()}" WITH (FORCE)`);
  });

  it('creates the database below DATABASE_URL once, however many start, and migrates it', async () => {
    write('20260101000000_first', 'CREATE TABLE a (id int);');
    const env = { DATABASE_URL: serverUrl(), KONTOR_DATABASE_PREFIX: prefix() };
    const results = await Promise.all(
      Array.from({ length: 3 }, () => prepareDomain({ id, migrationsDir, env })),
    );
    expect(results.flatMap((result) => result.applied)).toEqual(['20260101000000_first']);
    expect(results.map((result) => new URL(result.url).pathname)).toEqual(Array(3).fill(`/${own()}`));
  });

  it('does not create a database that has a variable of its own', async () => {
    const env = { STOREFRONT_PRODUCTS_DATABASE_URL: withDatabase(database.url, own()) };
    expect(await failure(prepareDomain({ id, migrationsDir, env }))).toMatchObject({
      code: 'DATABASE_MISSING',
    });
  });

  it('says so when no variable names a database, or one holds no URL', async () => {
    const none = await failure(prepareDomain({ id, migrationsDir, env: {} }));
    expect(none).toMatchObject({ code: 'DATABASE_URL_INVALID' });
    expect(none.message).toContain('STOREFRONT_PRODUCTS_DATABASE_URL');
    const bad = await failure(
      prepareDomain({ id, migrationsDir, env: { DATABASE_URL: 'localhost:secret@x' } }),
    );
    expect(bad).toMatchObject({ code: 'DATABASE_URL_INVALID' });
    expect(bad.message).not.toContain('secret');
  });

  it('names a server that does not answer, without the password', async () => {
    const env = { DATABASE_URL: 'postgresql://me:hush@127.0.0.1:1/x' };
    const error = await failure(prepareDomain({ id, migrationsDir, env }));
    expect(error).toMatchObject({ code: 'DATABASE_UNREACHABLE' });
    expect(error.message).toContain('127.0.0.1:1');
    expect(error.message).not.toContain('hush');
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition()));
}
