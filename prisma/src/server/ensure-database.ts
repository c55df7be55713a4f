import { escapeIdentifier, type Client } from 'pg';
import { DatabaseError } from '../database-error.js';
import { connectToServer } from './check-external-server.js';

const DUPLICATE_DATABASE = '42P04';
/** Two CREATE DATABASE of one name at the same moment: the second meets the unique index of the catalogue. */
const UNIQUE_VIOLATION = '23505';
const INSUFFICIENT_PRIVILEGE = '42501';

export interface DatabaseToEnsure {
  /** Any database of the server, with a role that may create databases. */
  serverUrl: string;
  name: string;
  /** A role that exists; by default the role in `serverUrl`. */
  owner?: string;
}

/**
 * Creates the database if it is absent; several processes may do so at once.
 * Throws DATABASE_ACCESS_DENIED when the role may not, DATABASE_UNREACHABLE and the like when it cannot ask.
 */
export async function ensureDatabase({
  serverUrl,
  name,
  owner,
}: DatabaseToEnsure): Promise<{ created: boolean }> {
  const client = await connectToServer(serverUrl);
  try {
    return await createIfAbsent(client, name, owner);
  } finally {
    await client.end();
  }
}

/** As {@link ensureDatabase}, on a connection that is open. */
export async function createIfAbsent(
  client: Client,
  name: string,
  owner?: string,
): Promise<{ created: boolean }> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  if (rowCount) return { created: false };
  try {
    // template0: nobody can be connected to it, and it takes any encoding.
    await client.query(
      `CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE template0 ENCODING 'UTF8'${owner ? ` OWNER ${escapeIdentifier(owner)}` : ''}`,
    );
    return { created: true };
  } catch (error) {
    return { created: existsBy(error, name) };
  }
}

/** False when somebody else has just created it; throws for every other failure. */
function existsBy(error: unknown, name: string): false {
  switch ((error as { code?: string }).code) {
    case DUPLICATE_DATABASE:
    case UNIQUE_VIOLATION:
      return false;
    case INSUFFICIENT_PRIVILEGE:
      throw new DatabaseError(
        'DATABASE_ACCESS_DENIED',
        `The role in the URL may not create the database ${name}: ${(error as Error).message}`,
        {
          fix: `Create ${name} by hand, owned by that role, or grant it CREATEDB, or give the domain a URL of its own.`,
          cause: error,
        },
      );
    default:
      throw error;
  }
}
