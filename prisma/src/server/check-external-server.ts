import type { Client } from 'pg';
import { DatabaseError } from '../database-error.js';
import { connect, withDatabase } from './connect.js';

/** PostgreSQL counts 15.4 as 150004. */
export const SERVER_VERSION_MIN = 150_000;

export interface ServerFacts {
  /** As the server prints it, e.g. `18.4`. */
  version: string;
  versionNumber: number;
}

/**
 * Does a PostgreSQL new enough answer at `url`? Throws DATABASE_URL_INVALID, DATABASE_UNREACHABLE,
 * DATABASE_ACCESS_DENIED or DATABASE_VERSION_UNSUPPORTED. The database that the URL names need not exist.
 */
export async function checkExternalServer(url: string): Promise<ServerFacts> {
  const client = await connectToServer(url);
  try {
    return requireVersion(await readServerFacts(client));
  } finally {
    await client.end();
  }
}

/** Throws DATABASE_VERSION_UNSUPPORTED. Pure. */
export function requireVersion(facts: ServerFacts): ServerFacts {
  if (facts.versionNumber >= SERVER_VERSION_MIN) return facts;
  throw new DatabaseError(
    'DATABASE_VERSION_UNSUPPORTED',
    `The server is PostgreSQL ${facts.version}; Kontor needs 15 or newer.`,
  );
}

/** Connects to the database that the URL names, or to `postgres`, which every server has, when there is no such one yet. */
export async function connectToServer(url: string): Promise<Client> {
  try {
    return await connect(url);
  } catch (error) {
    if (!(error instanceof DatabaseError && error.code === 'DATABASE_MISSING')) throw error;
    return connect(withDatabase(url, 'postgres'));
  }
}

async function readServerFacts(client: Client): Promise<ServerFacts> {
  const { rows } = await client.query<{ version: string; number: number }>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number`,
  );
  const [row] = rows;
  if (!row) throw new Error('a SELECT without FROM gave no row');
  return { version: row.version, versionNumber: row.number };
}
