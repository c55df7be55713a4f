import type { Client } from 'pg';
import { DatabaseError } from '../database-error.js';
import { SILENT, type DatabaseLog } from '../log.js';
import { describeDatabaseUrl, withClient } from '../server/connect.js';
import {
  beginAttempt,
  countTables,
  ensureBookkeeping,
  FINISH_CURRENT,
  markRolledBack,
  readOwner,
  readRows,
  recordFailure,
} from './bookkeeping.js';
import { decideMigrations, ROLLED_BACK } from './decide-migrations.js';
import { readMigrations, type Migration } from './migration-files.js';
import { DEFAULT_MIGRATION_LIMITS, type MigrationLimits } from './migration-limits.js';

/** The number that Prisma's own engine locks with: its commands and ours exclude each other. */
const ADVISORY_LOCK = 72707369;

const LOCK_NOT_AVAILABLE = '55P03';
/** "cannot run inside a transaction block" */
const ACTIVE_SQL_TRANSACTION = '25001';

export interface DomainMigration {
  /** The domain's own database, with a role that owns it. */
  url: string;
  /** Folders `<stamp>_<name>/migration.sql`. */
  migrationsDir: string;
  limits?: MigrationLimits;
  /** The name of a failed migration to try again although its file is unchanged. */
  retry?: string | undefined;
  log?: DatabaseLog;
}

/**
 * Applies what `migrationsDir` has and the database lacks, as `prisma migrate deploy` would and with its bookkeeping.
 * Any number of processes may call it at once: one applies, the others wait and find nothing to do.
 * Returns the names it applied. Throws MIGRATION_FAILED, MIGRATION_EDITED, MIGRATION_LOCKED, DATABASE_*.
 */
export async function migrateDomain({
  url,
  migrationsDir,
  limits = DEFAULT_MIGRATION_LIMITS,
  retry,
  log = SILENT,
}: DomainMigration): Promise<{ applied: string[] }> {
  const files = readMigrations(migrationsDir);
  return withClient(url, async (client) => {
    await takeLock(client, limits.waitMs, url);
    await ensureBookkeeping(client);
    const plan = decideMigrations(files, await readRows(client), {
      tableCount: await countTables(client),
      retry,
    });
    if (plan.ahead.length > 0)
      log.warn(
        { migrations: plan.ahead },
        'The database has migrations of a newer release; it is used as it is.',
      );
    await markRolledBack(client, plan.abandoned);
    const role = await readOwner(client);
    for (const migration of plan.pending) await apply(client, migration, role, limits, log);
    return { applied: plan.pending.map((migration) => migration.name) };
  });
}

/** Held until the connection closes. */
async function takeLock(client: Client, waitMs: number, url: string): Promise<void> {
  await setTimeouts(client, { lockMs: waitMs, statementMs: 0 });
  try {
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
  } catch (error) {
    if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
    throw new DatabaseError(
      'MIGRATION_LOCKED',
      `Another process has held the migration lock for more than ${waitMs} ms (${describeDatabaseUrl(url)}).`,
      { cause: error },
    );
  }
}

async function apply(
  client: Client,
  migration: Migration,
  role: string,
  limits: MigrationLimits,
  log: DatabaseLog,
): Promise<void> {
  const startedMs = performance.now();
  const id = await beginAttempt(client, migration);
  await setTimeouts(client, limits);
  await client.query(`SELECT set_config('role', $1, false)`, [role]);
  // A file may commit by its own hand; then a part of it can stay, and it is not tried again unasked.
  let atomic = !/\bcommit\b/i.test(migration.sql);
  try {
    if (!(await runWithBookkeeping(client, migration.sql))) {
      atomic = false;
      await client.query(migration.sql);
      await client.query(FINISH_CURRENT);
    }
  } catch (error) {
    const said = describeSqlError(error);
    await recordFailure(client, id, atomic ? `${ROLLED_BACK}${said}` : said).catch(() => {});
    throw new DatabaseError('MIGRATION_FAILED', `The migration ${migration.name} failed: ${said}`, {
      cause: error,
    });
  }
  log.info(
    { migration: migration.name, durationMs: Math.round(performance.now() - startedMs) },
    'Migration applied',
  );
}

/**
 * The file and its bookkeeping as ONE simple query, which PostgreSQL runs as one transaction: whoever dies in between,
 * both happened or neither did. Returns false, with nothing done, for a statement that bears no transaction
 * (CREATE INDEX CONCURRENTLY): it must be alone in its file.
 */
async function runWithBookkeeping(client: Client, sql: string): Promise<boolean> {
  try {
    await client.query(`${sql}\n;${FINISH_CURRENT}`);
    return true;
  } catch (error) {
    // Only a file that opened a transaction itself leaves one open.
    await client.query('ROLLBACK').catch(() => {});
    if ((error as { code?: string }).code === ACTIVE_SQL_TRANSACTION) return false;
    throw error;
  }
}

async function setTimeouts(
  client: Client,
  { lockMs, statementMs }: Pick<MigrationLimits, 'lockMs' | 'statementMs'>,
): Promise<void> {
  // Each time afresh: a migration may have set the search path or a role for its own statements.
  await client.query('RESET ROLE');
  await client.query('RESET search_path');
  await client.query(
    `SELECT set_config('lock_timeout', $1, false), set_config('statement_timeout', $2, false)`,
    [String(lockMs), String(statementMs)],
  );
}

function describeSqlError(error: unknown): string {
  const { message, code, detail, hint, position } = error as Record<string, string | undefined>;
  return [
    `${message ?? String(error)}${code ? ` (SQLSTATE ${code})` : ''}`,
    position && `at character ${position}`,
    detail && `detail: ${detail}`,
    hint && `hint: ${hint}`,
  ]
    .filter(Boolean)
    .join('; ');
}
