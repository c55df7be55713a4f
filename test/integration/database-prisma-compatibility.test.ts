import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { migrateDomain, readMigrations } from '@kontor/database';
import { createEmptyDatabase, type TestDatabase } from '@kontor/testkit';
import { PrismaPg } from '@prisma/adapter-pg';
import { Client, Pool } from 'pg';
import { openSchemaEngine } from '@kontor/migrate';

/**
 * `prisma migrate deploy` is Prisma's schema engine behind a command line. The same engine runs here as WebAssembly,
 * against the same database as our migrator.
 */
let database: TestDatabase;
let migrationsDir: string;

const FIRST = '20260101000000_first';
const SECOND = '20260102000000_second';
const filters = { externalTables: [], externalEnums: [] };
const schema = {
  path: 'schema.prisma',
  content: 'datasource db {\n  provider = "postgresql"\n}\n',
};

beforeEach(async () => {
  database = await createEmptyDatabase();
  migrationsDir = mkdtempSync(path.join(os.tmpdir(), 'kontor-migrations-'));
  write(FIRST, 'CREATE TABLE a (id int);\n');
  write(SECOND, 'CREATE TABLE b (id int);\n');
});

afterEach(async () => {
  await database.drop();
  rmSync(migrationsDir, { recursive: true, force: true });
});

function write(name: string, sql: string): void {
  mkdirSync(path.join(migrationsDir, name), { recursive: true });
  writeFileSync(path.join(migrationsDir, name, 'migration.sql'), sql);
}

const migrate = () => migrateDomain({ url: database.url, migrationsDir });

type Engine = Awaited<ReturnType<typeof openSchemaEngine>>;

/** As a command would: with a connection of its own, whose end also lets go of the engine's lock. */
async function official<T>(work: (engine: Engine) => Promise<T>, url = database.url): Promise<T> {
  const pool = new Pool({ connectionString: url });
  try {
    return await work(await openSchemaEngine(new PrismaPg(pool), [schema]));
  } finally {
    await pool.end();
  }
}

const migrationsList = () => ({
  baseDir: migrationsDir,
  lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
  shadowDbInitScript: '',
  migrationDirectories: readMigrations(migrationsDir).map(({ name, sql }) => ({
    path: name,
    migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
  })),
});

const deploy = (url?: string) =>
  official(async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: migrationsList(),
      filters,
    });
    return appliedMigrationNames;
  }, url);

const diagnose = () =>
  official((engine) =>
    engine.diagnoseMigrationHistory({
      migrationsList: migrationsList(),
      optInToShadowDatabase: false,
      filters,
    }),
  );

const markRolledBack = (migrationName: string) =>
  official((engine) => engine.markMigrationRolledBack({ migrationName }));

describe('the bookkeeping is that of `prisma migrate deploy`', () => {
  it('which finds everything applied, nothing edited and nothing failed after our migrator', async () => {
    await migrate();
    expect(await diagnose()).toMatchObject({
      hasMigrationsTable: true,
      editedMigrationNames: [],
      failedMigrationNames: [],
      history: null,
    });
    expect(await deploy()).toEqual([]);
  });

  it('and our migrator finds nothing to do after it', async () => {
    expect(await deploy()).toEqual([FIRST, SECOND]);
    expect(await migrate()).toEqual({ applied: [] });
  });

  it('so that each can go on where the other stopped', async () => {
    await migrate();
    write('20260103000000_third', 'CREATE TABLE c (id int);\n');
    expect(await deploy()).toEqual(['20260103000000_third']);
    write('20260104000000_fourth', 'CREATE TABLE d (id int);\n');
    expect(await migrate()).toEqual({ applied: ['20260104000000_fourth'] });
    expect(await deploy()).toEqual([]);
  });

  it('and the table itself has the same columns, in the same order', async () => {
    const other = await createEmptyDatabase();
    try {
      await migrate();
      const ours = await columns(database.url);
      await deploy(other.url);
      expect(ours).toEqual(await columns(other.url));
      expect(ours).toHaveLength(8);
    } finally {
      await other.drop();
    }
  });

  it('and a migration that failed with us is refused by it (P3009), and the other way round', async () => {
    write(SECOND, 'CREATE TABLE b (id int); SELECT 1 / 0;\n');
    await expect(migrate()).rejects.toMatchObject({ code: 'MIGRATION_FAILED' });
    expect((await diagnose()).failedMigrationNames).toEqual([SECOND]);
    await expect(deploy()).rejects.toMatchObject({ code: 'P3009' });

    await markRolledBack(SECOND);
    await expect(deploy()).rejects.toThrow(/division by zero/);
    await expect(migrate()).rejects.toMatchObject({ code: 'MIGRATION_FAILED' });
    // Prisma's attempt did keep a part (the table b), so a changed file alone does not count as corrected.
    write(SECOND, 'CREATE TABLE IF NOT EXISTS b (id int);\n');
    await expect(migrate()).rejects.toMatchObject({ code: 'MIGRATION_FAILED' });
    await markRolledBack(SECOND);
    expect(await migrate()).toEqual({ applied: [SECOND] });
    expect(await deploy()).toEqual([]);
  });
});

async function columns(url: string): Promise<object[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<object>(
      `SELECT column_name, data_type, character_maximum_length, is_nullable, column_default
         FROM information_schema.columns WHERE table_name = '_prisma_migrations' ORDER BY ordinal_position`,
    );
    return rows;
  } finally {
    await client.end();
  }
}
