import { describe, expect, it } from '@jest/globals';
import { checkExternalServer } from '@kontor/database';
import { createEmptyDatabase, createTestDatabase } from '@kontor/testkit';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';

const identity = { graph: 'platform', domain: 'identity' };

async function query<T extends object>(url: string, sql: string): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

const tableCount = async (url: string) =>
  (
    await query<{ count: number }>(
      url,
      `SELECT count(*)::int AS count FROM pg_tables WHERE schemaname = 'public'`,
    )
  )[0]?.count;

describe('a test database', () => {
  it('has the tables of its domain, and nobody else sees what is in it', async () => {
    const [one, two] = await Promise.all([createTestDatabase(identity), createTestDatabase(identity)]);
    expect(one.name).not.toBe(two.name);
    expect(one.name).toMatch(/^kontor_test_/);
    await query(one.url, 'CREATE TABLE only_here (id int)');
    expect(await tableCount(one.url)).toBe(((await tableCount(two.url)) ?? 0) + 1);
    expect(await tableCount(two.url)).toBeGreaterThan(1);
    await Promise.all([one.drop(), two.drop()]);
  });

  it('goes away although somebody is still connected', async () => {
    const database = await createEmptyDatabase();
    const client = new Client({ connectionString: database.url });
    const cutOff = new Promise((resolve) => client.on('error', resolve));
    await client.connect();
    await database.drop();
    expect(await cutOff).toBeInstanceOf(Error);
    await expect(query(database.url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' });
  });

  it('is not made for a domain without migrations', async () => {
    await expect(createTestDatabase({ graph: 'storefront', domain: 'nothing' })).rejects.toThrow(
      /no folder of migrations/,
    );
  });

  it('has the tables of any folder of migrations, given as a path or as a URL', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kontor-testkit-'));
    mkdirSync(join(folder, '1_init'));
    writeFileSync(join(folder, '1_init/migration.sql'), 'CREATE TABLE things (id int);');
    for (const migrations of [folder, pathToFileURL(folder), pathToFileURL(folder).href]) {
      const database = await createTestDatabase({ migrations });
      expect(await query(database.url, 'SELECT * FROM things')).toEqual([]);
      await database.drop();
    }
    rmSync(folder, { recursive: true });
  });
});

describe('checking a server', () => {
  it('tells its version, also when the database in the URL does not exist', async () => {
    const url = new URL(process.env['KONTOR_TEST_SERVER_URL'] ?? '');
    url.pathname = '/kontor_test_not_there';
    const { version, versionNumber } = await checkExternalServer(url.href);
    expect(versionNumber).toBeGreaterThanOrEqual(150_000);
    expect(version).toMatch(/^\d+\.\d+/);
  });
});
