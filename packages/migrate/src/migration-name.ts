import { MigrateError } from './migrate-error.js';

const NAME = /^[a-z][a-z0-9_]{0,99}$/;

/**
 * `<yyyymmddhhmmss>_<name>`, in UTC. Throws when the name is not snake_case, or when it would not sort after
 * `existing`: migrations apply in the order of their names (MIGRATION_NAME_INVALID).
 */
export function migrationFolderName(name: string, now: Date, existing: readonly string[]): string {
  if (!NAME.test(name))
    throw new MigrateError(
      'MIGRATION_NAME_INVALID',
      `"${name}" is no name for a migration: small letters, digits and _, letter first, at most 100`,
    );
  const folder = `${now.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}_${name}`;
  const last = existing.toSorted().at(-1);
  if (last !== undefined && folder.slice(0, 14) <= last.slice(0, 14))
    throw new MigrateError(
      'MIGRATION_NAME_INVALID',
      `${folder} would not come after ${last}: try again in a second, or check this machine's clock`,
    );
  return folder;
}
