import { Client } from 'pg';
import { DatabaseError } from '../database-error.js';

/** How long to wait for a connection; pg itself would wait for ever. */
export const CONNECT_TIMEOUT_MS = 5_000;

/** Opens a connection for `work` and closes it whatever happens. Throws DATABASE_* when it cannot be opened. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await connect(url);
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** As {@link withClient}; the caller closes it. */
export async function connect(url: string): Promise<Client> {
  const client = openClient(url);
  // Whoever waits for an answer gets the error too; without a listener it would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw explainConnectError(error, url);
  }
}

function openClient(url: string): Client {
  parseDatabaseUrl(url);
  return new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'kontor-database',
  });
}

/** Throws DATABASE_URL_INVALID; never quotes the URL, which holds a password. */
export function parseDatabaseUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && ['postgresql:', 'postgres:'].includes(parsed.protocol)) return parsed;
  throw new DatabaseError(
    'DATABASE_URL_INVALID',
    'A database URL is not of the form postgresql://user:password@host:port/database.',
  );
}

/** `role kontor, database app at 127.0.0.1:5432`: a URL for people, without its password. */
export function describeDatabaseUrl(url: string): string {
  const { username, hostname, port, pathname } = parseDatabaseUrl(url);
  return `role ${decodeURIComponent(username) || '(none)'}, database ${decodeURIComponent(pathname.slice(1)) || '(none)'} at ${hostname || 'localhost'}:${port || '5432'}`;
}

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  const parsed = parseDatabaseUrl(url);
  parsed.pathname = `/${encodeURIComponent(name)}`;
  return parsed.href;
}

/** Names an error of the connection's opening. Pure. */
export function explainConnectError(error: unknown, url: string): DatabaseError {
  const where = describeDatabaseUrl(url);
  const { code, message } = error as { code?: string; message?: string };
  const said = message || code || String(error);
  switch (code) {
    case '28P01':
    case '28000':
    case '42501':
      return new DatabaseError('DATABASE_ACCESS_DENIED', `PostgreSQL refused ${where}: ${said}`, {
        cause: error,
      });
    case '3D000':
      return new DatabaseError('DATABASE_MISSING', `PostgreSQL has no such database (${where}): ${said}`, {
        cause: error,
      });
    default:
      return new DatabaseError('DATABASE_UNREACHABLE', `No connection to PostgreSQL (${where}): ${said}`, {
        cause: error,
      });
  }
}
