import { readMs } from '../limit-variables.js';

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
