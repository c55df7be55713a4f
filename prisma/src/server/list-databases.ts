import { type Client } from 'pg';
import { withClient, withDatabase } from './connect.js';

export interface DatabaseAddress {
  name: string;
  url: string;
}

/** The databases of an embedded server that belong to somebody: all but those that initdb made. */
export const listDatabases = (serverUrl: string): Promise<DatabaseAddress[]> =>
  withClient(serverUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT datname AS name FROM pg_database WHERE NOT datistemplate AND datallowconn AND datname <> 'postgres' ORDER BY 1`,
    );
    return rows.map(({ name }) => ({ name, url: withDatabase(serverUrl, name) }));
  });

/** What somebody has put into the database `postgres`, where nothing of Kontor's is; it is left where it is, and said. */
export const remarksOnServer = (serverUrl: string): Promise<string[]> =>
  withClient(serverUrl, async (client) => {
    const count = await countOwnTables(client);
    return count === 0
      ? []
      : [`The database postgres has ${count} table(s), which are not Kontor’s: they are not copied.`];
  });

export async function countOwnTables(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`,
  );
  return rows[0]?.count ?? 0;
}
