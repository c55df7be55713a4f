import { describe, expect, it } from '@jest/globals';
import { checkExternalServer } from '@kontor/database';
import { createEmptyDatabase, createTestDatabase } from '@kontor/testkit';
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
      /no migrations/,
    );
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
