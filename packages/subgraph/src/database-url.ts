import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ProcessError } from '@kontor/http';
import { databaseUrlFor, databaseUrlVariable, type DomainId } from '@kontor/protocol';
import type { Environment } from './environment.js';

/** The launcher writes the running server's URL here (mode 0600), so that a subgraph started alone finds it. */
export const DATABASE_URL_FILE = 'database-url';
export const DEFAULT_HOME = '.kontor';

/**
 * Where a domain's database is: its own variable, else DATABASE_URL, else the file `database-url` in KONTOR_HOME; in the
 * last two the database's name is replaced by the domain's. Throws DATABASE_URL_MISSING when none says so.
 */
export function databaseUrl(id: DomainId, env: Environment = process.env): string {
  const url = databaseUrlFor(id, env) ?? databaseUrlFor(id, { ...env, DATABASE_URL: serverUrlFromHome(env) });
  if (url) return url;
  throw new ProcessError(
    'DATABASE_URL_MISSING',
    `The database of ${id.graph}/${id.domain} is unknown: ${databaseUrlVariable(id)}, DATABASE_URL and ` +
      `${join(homeOf(env), DATABASE_URL_FILE)} are all missing.`,
  );
}

const homeOf = (env: Environment): string => resolve(env['KONTOR_HOME'] || DEFAULT_HOME);

function serverUrlFromHome(env: Environment): string | undefined {
  try {
    return readFileSync(join(homeOf(env), DATABASE_URL_FILE), 'utf8').trim() || undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
