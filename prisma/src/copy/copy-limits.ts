import { readMs } from '../limit-variables.js';

/** How long copying a database may wait and run; 0 means without limit, as in PostgreSQL. */
export interface CopyLimits {
  /** For a table that others hold: a migration that runs at the same time, mostly. */
  lockMs: number;
  /** For one statement: reading or writing all rows of a table, building an index. */
  statementMs: number;
}

export const DEFAULT_COPY_LIMITS: CopyLimits = { lockMs: 60_000, statementMs: 21_600_000 };

/** `KONTOR_COPY_LOCK_MS`, `KONTOR_COPY_STATEMENT_MS`. */
export function copyLimitsFrom(env: Readonly<Record<string, string | undefined>>): CopyLimits {
  return {
    lockMs: readMs(env, 'KONTOR_COPY_LOCK_MS', DEFAULT_COPY_LIMITS.lockMs),
    statementMs: readMs(env, 'KONTOR_COPY_STATEMENT_MS', DEFAULT_COPY_LIMITS.statementMs),
  };
}
