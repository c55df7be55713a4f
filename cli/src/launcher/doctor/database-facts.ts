import { readFileSync } from 'node:fs';
import {
  type Domain,
  DatabaseError,
  checkExternalServer,
  describeDatabaseUrl,
  readMigrations,
} from '@kontor/database';
import { databaseUrlFor } from '@kontor/protocol';
import pg from 'pg';
import type { DatabaseFacts, DomainFacts } from './facts.js';

type Env = Readonly<Record<string, string | undefined>>;

const CONNECT_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 5_000;
const DATABASE_DOES_NOT_EXIST = '3D000';
const TABLE_DOES_NOT_EXIST = '42P01';

/** Looks, and changes nothing. The server is the one of the environment, else the one that the launcher wrote down. */
export async function gatherDatabase(
  domains: readonly Domain[],
  env: Env,
  databaseUrlFile: string,
): Promise<DatabaseFacts> {
  const serverUrl = env['DATABASE_URL'] || readUrl(databaseUrlFile);
  const scope = { ...env, DATABASE_URL: serverUrl };
  const first =
    serverUrl ?? domains.map(({ id }) => databaseUrlFor(id, scope)).find((url) => url !== undefined);
  if (first === undefined) return { kind: 'unknown' };
  try {
    const { version } = await checkExternalServer(first);
    const facts = await Promise.all(
      domains.map((domain) => gatherDomain(domain, databaseUrlFor(domain.id, scope))),
    );
    const where = env['DATABASE_URL'] ? describeDatabaseUrl(first) : `embedded, port ${new URL(first).port}`;
    return { kind: 'reachable', where, version, domains: facts };
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return { kind: 'unreachable', code: error.code, message: error.message, fix: error.fix };
  }
}

async function gatherDomain({ id, migrationsDir }: Domain, url: string | undefined): Promise<DomainFacts> {
  const migrations = readMigrations(migrationsDir).map(({ name }) => name);
  const facts: DomainFacts = {
    domain: `${id.graph}/${id.domain}`,
    database: url === undefined ? '' : decodeURIComponent(new URL(url).pathname.slice(1)),
    exists: false,
    bytes: null,
    applied: 0,
    pending: migrations,
    failed: [],
  };
  if (url === undefined) return facts;
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'kontor-doctor',
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const size = await client.query<{ bytes: string }>(
      'SELECT pg_database_size(current_database()) AS bytes',
    );
    const rows = await readBookkeeping(client);
    const applied = new Set(rows.filter(({ finished }) => finished).map(({ name }) => name));
    return {
      ...facts,
      exists: true,
      bytes: Number(size.rows[0]?.bytes ?? 0),
      applied: migrations.filter((name) => applied.has(name)).length,
      pending: migrations.filter((name) => !applied.has(name)),
      failed: rows.filter(({ finished, name }) => !finished && !applied.has(name)).map(({ name }) => name),
    };
  } catch (error) {
    if ((error as { code?: string }).code === DATABASE_DOES_NOT_EXIST) return facts;
    throw new DatabaseError(
      'DATABASE_UNREACHABLE',
      `${describeDatabaseUrl(url)}: ${(error as Error).message}`,
    );
  } finally {
    await client.end().catch(() => {});
  }
}

async function readBookkeeping(client: pg.Client): Promise<{ name: string; finished: boolean }[]> {
  try {
    const { rows } = await client.query<{ name: string; finished: boolean }>(
      `SELECT migration_name AS name, finished_at IS NOT NULL AS finished
         FROM public._prisma_migrations WHERE rolled_back_at IS NULL`,
    );
    return rows;
  } catch (error) {
    if ((error as { code?: string }).code === TABLE_DOES_NOT_EXIST) return [];
    throw error;
  }
}

function readUrl(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}
