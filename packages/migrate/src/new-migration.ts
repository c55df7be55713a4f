import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readMigrations } from '@kontor/database';
import { migrationFolderName } from './migration-name.js';
import { DriftFinder } from './schema-drift.js';

const LOCK_FILE = '# Prisma reads it.\nprovider = "postgresql"\n';

export interface PlannedMigration {
  /** Absolute path of the `migration.sql` to write. */
  file: string;
  sql: string;
}

/**
 * What the migrations beside `folder/schema.prisma` lack, as one more migration; undefined when they lack nothing.
 * Throws MIGRATION_NAME_INVALID and MIGRATION_NOT_COMPARABLE.
 *
 * @param empty for SQL that Prisma cannot express: a file to be filled by hand
 */
export async function planMigration(
  folder: string,
  name: string,
  { empty = false, now = new Date() }: { empty?: boolean; now?: Date } = {},
): Promise<PlannedMigration | undefined> {
  const migrationsDir = path.join(folder, 'migrations');
  const existing = readMigrations(migrationsDir).map((migration) => migration.name);
  const file = path.join(migrationsDir, migrationFolderName(name, now, existing), 'migration.sql');
  if (empty) return { file, sql: '-- Say here why Prisma cannot express this.\n' };
  await using drift = new DriftFinder();
  // Awaited here: the database must live until the answer is there.
  const sql = await drift.find(folder);
  return sql === undefined ? undefined : { file, sql };
}

export function writeMigration({ file, sql }: PlannedMigration): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, sql, { flag: 'wx' });
  writeFileSync(path.join(path.dirname(file), '..', 'migration_lock.toml'), LOCK_FILE);
}
