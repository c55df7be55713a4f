import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrateDomain, migrationsFolder, readMigrations, withDatabase } from '@kontor/database';
import type { DomainId } from '@kontor/protocol';
import { Client, escapeIdentifier } from 'pg';
import { runPrefix, TEST_SERVER_VARIABLE } from './test-run.js';

export interface TestDatabase {
  /** With a role that owns everything in it. */
  url: string;
  name: string;
  /** Closes whoever is still connected. */
  drop(): Promise<void>;
}

/** Which tables: those of a folder of migrations (a path, or a `file:` URL), or of a domain that Kontor itself brings. */
export type TablesOf = { migrations: string | URL } | DomainId;

/**
 * A database with tables, for one test or one test file: a copy (some 20 ms) of a template that the first caller of a
 * run makes from the migrations. Call `drop()` afterwards.
 */
export async function createTestDatabase(tables: TablesOf): Promise<TestDatabase> {
  const migrationsDir = migrationsOf(tables);
  if (!existsSync(migrationsDir)) throw new Error(`there is no folder of migrations at ${migrationsDir}`);
  return withServer(async (client, serverUrl) => {
    const template = await ensureTemplate(client, serverUrl, migrationsDir);
    return createDatabase(client, serverUrl, template);
  });
}

/** An empty database, for tests of what fills one. */
export const createEmptyDatabase = (): Promise<TestDatabase> =>
  withServer((client, serverUrl) => createDatabase(client, serverUrl, 'template0'));

async function createDatabase(client: Client, serverUrl: string, template: string): Promise<TestDatabase> {
  const name = `${runPrefix()}${randomBytes(5).toString('hex')}`;
  await client.query(`CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE ${escapeIdentifier(template)}`);
  return {
    url: withDatabase(serverUrl, name),
    name,
    drop: () => withServer((dropper) => dropDatabase(dropper, name)),
  };
}

/** Made under another name and renamed when complete; from then on nobody can connect to it and spoil it. */
async function ensureTemplate(client: Client, serverUrl: string, migrationsDir: string): Promise<string> {
  const hash = hashOf(migrationsDir);
  const template = `${runPrefix()}template_${hash}`;
  await client.query('SELECT pg_advisory_lock(hashtext($1))', [template]);
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
    if (rowCount) return template;
    const unfinished = `${runPrefix()}unfinished_${hash}`;
    await dropDatabase(client, unfinished);
    await client.query(`CREATE DATABASE ${escapeIdentifier(unfinished)} TEMPLATE template0 ENCODING 'UTF8'`);
    await migrateDomain({ url: withDatabase(serverUrl, unfinished), migrationsDir });
    await untilNobodyIsConnected(client, unfinished);
    await client.query(
      `ALTER DATABASE ${escapeIdentifier(unfinished)} RENAME TO ${escapeIdentifier(template)}`,
    );
    await client.query(`ALTER DATABASE ${escapeIdentifier(template)} ALLOW_CONNECTIONS false`);
    return template;
  } finally {
    await client.query('SELECT pg_advisory_unlock(hashtext($1))', [template]);
  }
}

function migrationsOf(tables: TablesOf): string {
  if (!('migrations' in tables)) return migrationsFolder(tables);
  const { migrations } = tables;
  return migrations instanceof URL || migrations.startsWith('file:')
    ? fileURLToPath(migrations)
    : path.resolve(migrations);
}

/** The same migrations make the same tables, wherever they lie. */
const hashOf = (migrationsDir: string): string =>
  createHash('sha256')
    .update(JSON.stringify(readMigrations(migrationsDir).map(({ name, checksum }) => [name, checksum])))
    .digest('hex')
    .slice(0, 12);

/** The migrator's connection is closed, but its backend may need a moment to end. */
async function untilNobodyIsConnected(client: Client, name: string): Promise<void> {
  await client.query(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1`, [
    name,
  ]);
}

export async function dropDatabase(client: Client, name: string): Promise<void> {
  await client.query(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`);
}

async function withServer<T>(work: (client: Client, serverUrl: string) => Promise<T>): Promise<T> {
  const serverUrl = process.env[TEST_SERVER_VARIABLE];
  if (!serverUrl)
    throw new Error(`${TEST_SERVER_VARIABLE} is not set: database tests run in Jest's project "integration"`);
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    return await work(client, serverUrl);
  } finally {
    await client.end();
  }
}
