import { databaseUrlFor, databaseUrlVariable } from '@kontor/protocol';
import { DatabaseError } from '../database-error.js';
import type { DatabaseLog } from '../log.js';
import { migrateDomain } from '../migrations/migrate-domain.js';
import { migrationLimitsFrom } from '../migrations/migration-limits.js';
import { parseDatabaseUrl } from '../server/connect.js';
import { ensureDatabase } from '../server/ensure-database.js';
import type { Domain } from './platform-domains.js';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Makes a domain's database ready: creates it where it is ours to create, and migrates it.
 *
 *   <GRAPH>_<DOMAIN>_DATABASE_URL set -> it belongs to whoever set it: never created (DATABASE_MISSING)
 *   DATABASE_URL set                  -> created below that server if absent
 *   neither                           -> DATABASE_URL_INVALID
 *
 * Safe when several processes do it at once. Throws DATABASE_* and MIGRATION_*.
 */
export async function prepareDomain({
  id,
  migrationsDir,
  env,
  log,
}: Domain & { env: Env; log?: DatabaseLog }): Promise<{ url: string; applied: string[] }> {
  const variable = databaseUrlVariable(id);
  const url = requireUrl(env, id, variable);
  const serverUrl = env['DATABASE_URL'];
  if (!env[variable] && serverUrl) await ensureDatabase({ serverUrl, name: nameOf(url) });
  const { applied } = await migrateDomain({
    url,
    migrationsDir,
    limits: migrationLimitsFrom(env),
    retry: env['KONTOR_MIGRATION_RETRY'] || undefined,
    ...(log ? { log } : {}),
  });
  return { url, applied };
}

/** The URL of the domain's own database. Throws DATABASE_URL_INVALID when the environment names none. */
export function requireUrl(env: Env, id: Domain['id'], variable = databaseUrlVariable(id)): string {
  for (const name of [variable, 'DATABASE_URL']) {
    const value = env[name];
    if (!value) continue;
    if (!URL.canParse(value))
      throw new DatabaseError(
        'DATABASE_URL_INVALID',
        `${name} is not of the form postgresql://user:password@host:port/database.`,
      );
    parseDatabaseUrl(value);
  }
  const url = databaseUrlFor(id, env);
  if (url) return url;
  throw new DatabaseError(
    'DATABASE_URL_INVALID',
    `The domain ${id.graph}/${id.domain} has no database: neither ${variable} nor DATABASE_URL is set.`,
  );
}

const nameOf = (url: string): string => decodeURIComponent(new URL(url).pathname.slice(1));
