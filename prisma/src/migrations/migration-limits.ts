import { DatabaseError } from '../database-error.js';

/** How long a migration may wait and run; 0 means without limit, as in PostgreSQL. */
export interface MigrationLimits {
  /** For another process that migrates the same database. */
  waitMs: number;
  /** For a table that others use; a queue behind a waiting ALTER TABLE would stop the whole application. */
  lockMs: number;
  /** For one statement of a migration. */
  statementMs: number;
}

export const DEFAULT_MIGRATION_LIMITS: MigrationLimits = {
  waitMs: 60_000,
  lockMs: 15_000,
  statementMs: 600_000,
};

/** `KONTOR_MIGRATION_WAIT_MS`, `KONTOR_MIGRATION_LOCK_MS`, `KONTOR_MIGRATION_STATEMENT_MS`. */
export function migrationLimitsFrom(env: Readonly<Record<string, string | undefined>>): MigrationLimits {
  return {
    waitMs: readMs(env, 'KONTOR_MIGRATION_WAIT_MS', DEFAULT_MIGRATION_LIMITS.waitMs),
    lockMs: readMs(env, 'KONTOR_MIGRATION_LOCK_MS', DEFAULT_MIGRATION_LIMITS.lockMs),
    statementMs: readMs(env, 'KONTOR_MIGRATION_STATEMENT_MS', DEFAULT_MIGRATION_LIMITS.statementMs),
  };
}

/** PostgreSQL keeps timeouts in a signed 32-bit integer. */
const MS_MAX = 2_147_483_647;

function readMs(env: Readonly<Record<string, string | undefined>>, name: string, otherwise: number): number {
  const text = env[name];
  if (text === undefined || text === '') return otherwise;
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= MS_MAX) return value;
  throw new DatabaseError(
    'INPUT_INVALID',
    `${name} is "${text}"; it must be a whole number of milliseconds.`,
    {
      fix: `Set ${name} to a number from 0 to ${MS_MAX}, or leave it unset.`,
    },
  );
}
