import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { readMigrations } from '@kontor/database';
import { MigrateError } from './migrate-error.js';
import { openSchemaEngine } from './schema-engine.js';

/** Whatever schemas and settings the migrations of the domain before have made. */
const EMPTY = `
DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
    EXECUTE format('DROP SCHEMA %I CASCADE', name);
  END LOOP;
END $$;
CREATE SCHEMA public;
RESET ROLE;
RESET ALL;`;

/**
 * Compares schemas with their migrations in an in-memory PostgreSQL (PGlite), started once and emptied for each domain:
 *
 *   empty database -> run migrations/ in order -> the SQL that is missing to reach schema.prisma
 */
export class DriftFinder implements AsyncDisposable {
  readonly #database = new PGlite();

  /**
   * The missing SQL of the domain in `folder` (schema.prisma, migrations/); undefined when both agree. Throws
   * MIGRATION_NOT_COMPARABLE.
   */
  async find(folder: string): Promise<string | undefined> {
    await this.#reset();
    for (const migration of readMigrations(path.join(folder, 'migrations')))
      await this.#run(folder, migration);
    const file = path.join(folder, 'schema.prisma');
    const files = [{ path: file, content: readFileSync(file, 'utf8') }];
    try {
      return await this.#missing(folder, files);
    } catch (error) {
      throw new MigrateError(
        'MIGRATION_NOT_COMPARABLE',
        `${file} cannot be compared: ${(error as Error).message}`,
        {
          cause: error,
        },
      );
    }
  }

  async #missing(folder: string, files: { path: string; content: string }[]): Promise<string | undefined> {
    const factory = new PrismaPGlite(this.#database as never);
    factory.connectToShadowDb = () => factory.connect();
    const engine = await openSchemaEngine(factory as never, files);
    const { exitCode, stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: folder },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return exitCode === 0 ? undefined : (stdout ?? '');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#database.close();
  }

  async #reset(): Promise<void> {
    await this.#database.exec(EMPTY);
  }

  async #run(folder: string, { name, sql }: { name: string; sql: string }): Promise<void> {
    try {
      await this.#database.exec(sql);
    } catch (error) {
      throw new MigrateError(
        'MIGRATION_NOT_COMPARABLE',
        `${folder}/migrations/${name} fails: ${(error as Error).message}`,
        { cause: error },
      );
    }
  }
}
