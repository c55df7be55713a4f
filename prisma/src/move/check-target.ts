import type { Client } from 'pg';
import { DatabaseError } from '../database-error.js';
import { connect, describeDatabaseUrl, parseDatabaseUrl, withDatabase } from '../server/connect.js';
import { connectToServer, SERVER_VERSION_MIN } from '../server/check-external-server.js';
import { countOwnTables } from '../server/list-databases.js';

/** How texts are ordered and letters told apart by the embedded server; the same is wanted over there. */
const LOCALE = 'C.UTF-8';
/** Since then PostgreSQL brings that locale itself. */
const BUILTIN_LOCALE_SINCE = 170_000;

export interface TargetDatabase {
  name: string;
  url: string;
  state: 'absent' | 'empty' | 'filled';
}

export interface Target {
  version: string;
  versionNumber: number;
  databases: readonly TargetDatabase[];
  /** Why it cannot be moved there: all reasons at once. Empty when it can. */
  problems: readonly string[];
}

export interface TargetQuestion {
  url: string;
  /** Of the databases that are to be moved. */
  names: readonly string[];
  /** Databases that are there sort text in another way, and that is accepted. */
  acceptCollation: boolean;
  /** May a database that has tables be one that an earlier move has filled? */
  isOurs(client: Client): Promise<boolean>;
}

/** Looks at the server, and changes nothing. Throws DATABASE_* when there is no looking at it. */
export async function checkTarget({ url, names, acceptCollation, isOurs }: TargetQuestion): Promise<Target> {
  parseDatabaseUrl(url);
  const client = await connectToServer(url);
  const problems: string[] = [];
  const databases: TargetDatabase[] = [];
  try {
    const { version, versionNumber, mayCreate } = await readServer(client);
    if (versionNumber < SERVER_VERSION_MIN)
      problems.push(`It is PostgreSQL ${version}; Kontor needs 15 or newer.`);
    const found = await readDatabases(client, names);
    const absent = names.filter((name) => !found.has(name));
    if (absent.length > 0 && !mayCreate)
      problems.push(
        `The role may not create databases, and these do not exist: ${absent.join(', ')}. Grant it CREATEDB, or create them, owned by it.`,
      );
    for (const name of names) {
      const address = { name, url: withDatabase(url, name) };
      const facts = found.get(name);
      if (!facts) databases.push({ ...address, state: 'absent' });
      else {
        const { state, problems: own } = await checkDatabase(address, facts, acceptCollation, isOurs);
        databases.push({ ...address, state });
        problems.push(...own);
      }
    }
    return { version, versionNumber, databases, problems };
  } finally {
    await client.end();
  }
}

interface DatabaseFacts {
  encoding: string;
  /** `C`, `en_US.UTF-8`, … */
  collation: string;
  owned: boolean;
}

async function readServer(client: Client) {
  const { rows } = await client.query<{ version: string; versionNumber: number; mayCreate: boolean }>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS "versionNumber",
            (SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user) AS "mayCreate"`,
  );
  const [row] = rows;
  if (!row) throw new Error('a SELECT without FROM gave no row');
  return row;
}

async function readDatabases(client: Client, names: readonly string[]): Promise<Map<string, DatabaseFacts>> {
  // 15 calls it daticulocale, 17 and later datlocale: asked as JSON.
  const { rows } = await client.query<DatabaseFacts & { name: string }>(
    `SELECT d.datname AS name, pg_encoding_to_char(d.encoding) AS encoding, pg_has_role(d.datdba, 'USAGE') AS owned,
            COALESCE(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale', d.datcollate) AS collation
       FROM pg_database d WHERE d.datname = ANY($1)`,
    [names],
  );
  return new Map(rows.map((row) => [row.name, row]));
}

async function checkDatabase(
  { name, url }: { name: string; url: string },
  { encoding, collation, owned }: DatabaseFacts,
  acceptCollation: boolean,
  isOurs: TargetQuestion['isOurs'],
): Promise<{ state: 'empty' | 'filled'; problems: string[] }> {
  const problems: string[] = [];
  if (encoding !== 'UTF8') problems.push(`The database ${name} is encoded in ${encoding}; it must be UTF8.`);
  if (!owned) problems.push(`The role does not own the database ${name}.`);
  if (!acceptCollation && !sortsByCodePoint(collation))
    problems.push(
      `The database ${name} sorts text by ${collation}, and here it is sorted by code point (C): lists would come in another order. Create it anew with LC_COLLATE 'C', or give --accept-collation.`,
    );
  let client: Client;
  try {
    client = await connect(url);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    return {
      state: 'empty',
      problems: [...problems, `The database ${name} lets nobody in: ${error.message}`],
    };
  }
  try {
    if ((await countOwnTables(client)) === 0) return { state: 'empty', problems };
    if (!(await isOurs(client)))
      problems.push(`The database ${name} holds tables of something else; it must be empty.`);
    return { state: 'filled', problems };
  } finally {
    await client.end();
  }
}

const sortsByCodePoint = (collation: string): boolean =>
  /^(C|POSIX|C\.UTF-?8|PG_C_UTF8|PG_UNICODE_FAST)$/i.test(collation);

/** `ENCODING … LOCALE …` of CREATE DATABASE, as like the embedded server's as that server can. */
export async function localeClauses(client: Client, versionNumber: number): Promise<readonly string[]> {
  if (versionNumber >= BUILTIN_LOCALE_SINCE)
    return [`LOCALE_PROVIDER builtin BUILTIN_LOCALE '${LOCALE}' LOCALE 'C'`];
  const { rowCount } = await client.query(
    `SELECT FROM pg_collation WHERE collprovider = 'c' AND collcollate IN ('C.UTF-8', 'C.utf8')`,
  );
  // Upper and lower case beyond ASCII depend on the system's own C.UTF-8, where it has one.
  return rowCount
    ? [`LC_COLLATE 'C' LC_CTYPE '${LOCALE}'`, `LC_COLLATE 'C' LC_CTYPE 'C'`]
    : [`LC_COLLATE 'C' LC_CTYPE 'C'`];
}

export const refusal = (url: string, problems: readonly string[]): DatabaseError =>
  new DatabaseError(
    'MOVE_REFUSED',
    `It cannot be moved to ${describeDatabaseUrl(url)}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
  );
