import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import type { MigrationRow } from './decide-migrations.js';
import type { Migration } from './migration-files.js';

/**
 * Prisma's own record of what was applied, letter by letter: `prisma migrate deploy` may run before or after us.
 * Always named with its schema, because a migration may move the search path.
 */
const CREATE_TABLE = `
CREATE TABLE public._prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`;

export async function ensureBookkeeping(client: Client): Promise<void> {
  const { rows } = await client.query<{ exists: boolean }>(
    `SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS exists`,
  );
  if (!rows[0]?.exists) await client.query(CREATE_TABLE);
}

export async function readRows(client: Client): Promise<MigrationRow[]> {
  const { rows } = await client.query<MigrationRow>(
    `SELECT id, migration_name, checksum, finished_at, rolled_back_at, logs
       FROM public._prisma_migrations ORDER BY started_at, id`,
  );
  return rows;
}

/**
 * As whom to migrate: whoever owns the bookkeeping, if the connection may act as that role. A superuser that migrates in
 * place of a domain's own role would else leave tables that the role cannot use.
 */
export async function readOwner(client: Client): Promise<string> {
  const { rows } = await client.query<{ role: string }>(
    `SELECT CASE WHEN pg_has_role(session_user, relowner, 'MEMBER') THEN pg_get_userbyid(relowner) ELSE session_user END AS role
       FROM pg_class WHERE oid = 'public._prisma_migrations'::regclass`,
  );
  const [row] = rows;
  if (!row) throw new Error('the bookkeeping of migrations is gone');
  return row.role;
}

/** Tables of the schema `public` that neither we nor an extension put there. */
export async function countTables(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> '_prisma_migrations'
        AND NOT EXISTS (SELECT 1 FROM pg_depend d
                         WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`,
  );
  return rows[0]?.count ?? 0;
}

export async function markRolledBack(client: Client, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await client.query(`UPDATE public._prisma_migrations SET rolled_back_at = now() WHERE id = ANY($1)`, [ids]);
}

/** Records that an attempt begins, and makes it the one that {@link FINISH_CURRENT} finishes. Returns its id. */
export async function beginAttempt(client: Client, { name, checksum }: Migration): Promise<string> {
  const id = randomUUID();
  await client.query(
    `INSERT INTO public._prisma_migrations (id, checksum, migration_name, started_at, applied_steps_count)
     VALUES ($1, $2, $3, now(), 0)`,
    [id, checksum, name],
  );
  await client.query(`SELECT set_config('kontor.migration_id', $1, false)`, [id]);
  return id;
}

/** Without parameters, so that it can travel in one simple query with the migration itself. */
export const FINISH_CURRENT = `
UPDATE public._prisma_migrations SET finished_at = clock_timestamp(), applied_steps_count = 1
 WHERE id = current_setting('kontor.migration_id')`;

export async function recordFailure(client: Client, id: string, logs: string): Promise<void> {
  await client.query(`UPDATE public._prisma_migrations SET logs = $2 WHERE id = $1`, [id, logs]);
}
