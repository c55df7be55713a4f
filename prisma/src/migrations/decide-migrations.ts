import { DatabaseError } from '../database-error.js';
import type { Migration } from './migration-files.js';

/** A row of `_prisma_migrations`, as far as it matters here. */
export interface MigrationRow {
  id: string;
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
  rolled_back_at: Date | null;
  /** What went wrong; null while it runs, and for ever when its process was killed. */
  logs: string | null;
}

/** Begins the `logs` of an attempt whose every trace PostgreSQL took back. */
export const ROLLED_BACK = 'Rolled back. ';

export interface MigrationPlan {
  /** In the order to apply them. */
  pending: Migration[];
  /** Ids of unfinished attempts to mark as rolled back first. */
  abandoned: string[];
  /** Applied, but unknown here: the database has seen a newer release. */
  ahead: string[];
}

/**
 * What to do, from the files and the rows: pure. Throws the reason not to do anything.
 *
 *   a row is   finished     -> applied; its checksum must still be the file's        else MIGRATION_EDITED
 *              rolled back  -> as if it were not there
 *              unfinished, no logs -> its process was killed; we hold the lock, so nobody is at it: again
 *              unfinished, logs    -> it failed; again only if the file has changed since and nothing was kept,
 *                                     or if `retry` names it                          else MIGRATION_FAILED
 *
 * @param tableCount tables in the database beside the bookkeeping
 */
export function decideMigrations(
  files: readonly Migration[],
  rows: readonly MigrationRow[],
  { tableCount, retry }: { tableCount: number; retry?: string | undefined },
): MigrationPlan {
  const live = rows.filter((row) => row.rolled_back_at === null);
  const applied = new Map(
    live.filter((row) => row.finished_at !== null).map((row) => [row.migration_name, row]),
  );
  const unfinished = live.filter((row) => row.finished_at === null);
  const byName = new Map(files.map((file) => [file.name, file]));
  const ahead = [...applied.keys()].filter((name) => !byName.has(name));

  if (files.length > 0) refuseForeign(files, live, ahead, tableCount);
  for (const row of unfinished) refuseFailed(row, byName.get(row.migration_name), retry);
  for (const file of files) refuseEdited(file, applied.get(file.name));

  return {
    pending: files.filter((file) => !applied.has(file.name)),
    abandoned: unfinished.map((row) => row.id),
    ahead,
  };
}

function refuseForeign(
  files: readonly Migration[],
  live: readonly MigrationRow[],
  ahead: readonly string[],
  tableCount: number,
): void {
  const ours = new Set(files.map((file) => file.name));
  if (live.some((row) => ours.has(row.migration_name))) return;
  if (ahead.length > 0)
    throw new DatabaseError(
      'DATABASE_NOT_EMPTY',
      `The database belongs to another domain: it has the migrations ${ahead.slice(0, 3).join(', ')}, and none of this one.`,
    );
  if (tableCount > 0 && live.length === 0)
    throw new DatabaseError(
      'DATABASE_NOT_EMPTY',
      `The database has ${tableCount} table(s), but no migration of this domain was ever applied to it.`,
    );
}

function refuseFailed(row: MigrationRow, file: Migration | undefined, retry: string | undefined): void {
  if (row.logs === null || retry === row.migration_name) return;
  const corrected = file !== undefined && file.checksum !== row.checksum;
  if (corrected && row.logs.startsWith(ROLLED_BACK)) return;
  throw new DatabaseError(
    'MIGRATION_FAILED',
    `The migration ${row.migration_name} failed at an earlier start, and its file is still the same: ${row.logs}`,
  );
}

function refuseEdited(file: Migration, row: MigrationRow | undefined): void {
  if (!row || row.checksum === file.checksum) return;
  throw new DatabaseError(
    'MIGRATION_EDITED',
    `The migration ${file.name} was applied with checksum ${row.checksum.slice(0, 12)}…, and its file now has ${file.checksum.slice(0, 12)}….`,
  );
}
