import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** One folder of `migrations/`, as Prisma lays them out: `<yyyymmddhhmmss>_<name>/migration.sql`. */
export interface Migration {
  name: string;
  sql: string;
  /** sha256 hex of the file's bytes: what `prisma migrate deploy` records. */
  checksum: string;
}

/** The migrations of a domain in the order they apply (by folder name); empty when the folder does not exist. */
export function readMigrations(migrationsDir: string): Migration[] {
  if (!existsSync(migrationsDir)) return [];
  return readdirSync(migrationsDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const bytes = readFileSync(path.join(migrationsDir, name, 'migration.sql'));
      return {
        name,
        sql: bytes.toString('utf8'),
        checksum: createHash('sha256').update(bytes).digest('hex'),
      };
    });
}
