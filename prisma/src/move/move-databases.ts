import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { escapeIdentifier, type Client } from 'pg';
import type { CopyLimits } from '../copy/copy-limits.js';
import { openSnapshot, type Snapshot } from '../copy/open-snapshot.js';
import { writeImage } from '../copy/write-image.js';
import { DatabaseError } from '../database-error.js';
import { readOrCreate } from '../embedded/atomic-files.js';
import { POSTGRES_MAJOR } from '../embedded/binaries.js';
import {
  type EmbeddedHome,
  holdAlone,
  type HomeToOpen,
  namingRefusals,
  openEmbeddedHome,
} from '../embedded/embedded-home.js';
import { majorOfData } from '../embedded/initialise-data.js';
import type { AroundDatabase } from '../embedded/replace-data.js';
import { type RunningServer, startServer, stopServer } from '../embedded/run-server.js';
import { connectToServer } from '../server/check-external-server.js';
import { describeDatabaseUrl, withClient } from '../server/connect.js';
import { listDatabases, remarksOnServer } from '../server/list-databases.js';
import { checkTarget, localeClauses, refusal, type Target, type TargetDatabase } from './check-target.js';
import { readServerOfHome, serverOfHomeFile, writeServerOfHome } from './server-of-home.js';

export interface MoveOrder extends Pick<HomeToOpen, 'home' | 'openFolders' | 'onProgress'> {
  /** The server to move to, with a role that may create databases or owns those that are there. Holds a password. */
  to: string;
  acceptCollation: boolean;
  /** Look and say, and change nothing. */
  dryRun: boolean;
  limits: CopyLimits;
  onDatabase?: AroundDatabase;
}

export interface MoveReport {
  /** Without a password. */
  to: string;
  postgresVersion: string;
  databases: { name: string; tables: number; rows: number | null; state: TargetDatabase['state'] }[];
  remarks: string[];
  /** The embedded data, which is as it was. */
  oldData: string;
}

/**
 * Takes an embedded installation to another PostgreSQL:
 *
 *   nobody uses it -> start it for us alone, read only -> look at the target, all problems at once
 *   -> each database in one transaction, compared -> KONTOR_HOME/database-server.json: from the next start on it counts
 *
 * No write is lost, because nobody can write from the first look to the end. Killed at any moment it can be run again:
 * a database that was finished bears this move's mark and is made anew; one that was not is empty.
 * Throws MOVE_REFUSED, MOVE_NOT_EMBEDDED, HOME_IN_USE, COPY_*, DATABASE_*.
 */
export const moveDatabases = (order: MoveOrder): Promise<MoveReport> =>
  namingRefusals(order.home, () => move(order));

async function move(order: MoveOrder): Promise<MoveReport> {
  refuseElsewhere(order.home);
  const embedded = openEmbeddedHome(order);
  const hold = holdAlone(embedded);
  try {
    return await withPrivateServer(embedded, async (source) => {
      const snapshots: Snapshot[] = [];
      try {
        for (const { name, url } of await listDatabases(source.url))
          snapshots.push(await openSnapshot(url, name, order.limits));
        return await moveSnapshots(order, embedded, source, snapshots);
      } finally {
        await Promise.all(snapshots.map((snapshot) => snapshot.close().catch(() => {})));
      }
    });
  } finally {
    hold.release();
  }
}

async function moveSnapshots(
  order: MoveOrder,
  { home, place }: EmbeddedHome,
  source: RunningServer,
  snapshots: readonly Snapshot[],
): Promise<MoveReport> {
  const { to, acceptCollation, dryRun } = order;
  const mark = markOf(home, dryRun);
  const isOurs = async (client: Client): Promise<boolean> => (await readMark(client)) === mark;
  const names = snapshots.map(({ name }) => name);
  const target = await checkTarget({ url: to, names, acceptCollation, isOurs });
  if (target.problems.length > 0) throw refusal(to, target.problems);
  const report: MoveReport = {
    to: describeDatabaseUrl(to),
    postgresVersion: target.version,
    databases: target.databases.map(({ name, state }, index) => ({
      name,
      tables: snapshots[index]?.tables.length ?? 0,
      rows: null,
      state,
    })),
    remarks: [...(await remarksOnServer(source.url)), ...snapshots.flatMap(({ remarks }) => remarks)],
    oldData: place.dataDir,
  };
  if (dryRun) return report;
  for (const [index, snapshot] of snapshots.entries()) {
    const entry = report.databases[index];
    const there = target.databases[index];
    if (entry && there) entry.rows = await moveOne(order, snapshot, there, target, mark);
  }
  writeServerOfHome(home, to);
  rmSync(markFile(home), { force: true });
  for (const { url, name } of target.databases)
    await withClient(url, (client) => writeMark(client, name, null));
  return report;
}

/** Returns how many rows it has. */
async function moveOne(
  { to, limits, onDatabase }: MoveOrder,
  image: Snapshot,
  { name, url, state }: TargetDatabase,
  target: Target,
  mark: string,
): Promise<number> {
  const around: AroundDatabase = onDatabase ?? ((_name, work) => work(() => {}));
  const written = await around(name, async (onProgress) => {
    await makeEmpty(to, name, url, state, target.versionNumber);
    return withClient(url, (client) =>
      writeImage({ image, client, limits, onProgress, beforeCommit: () => writeMark(client, name, mark) }),
    );
  });
  return [...written.values()].reduce((sum, { rows }) => sum + rows, 0);
}

/** A database that an earlier, unfinished move has filled (it bears our mark) is emptied; an absent one is created. */
async function makeEmpty(
  serverUrl: string,
  name: string,
  url: string,
  state: TargetDatabase['state'],
  versionNumber: number,
): Promise<void> {
  if (state === 'empty') return;
  // Whatever the role made there, which is all there is; the database itself may not be ours to create.
  if (state === 'filled') return withClient(url, async (client) => void (await client.query(EMPTY_DATABASE)));
  const client = await connectToServer(serverUrl);
  try {
    const [first, ...others] = await localeClauses(client, versionNumber);
    await createWith(client, name, first ?? '', others);
  } finally {
    await client.end();
  }
}

/**
 * PostgreSQL's own format() does the quoting. Each list is complete before its first object goes: CASCADE takes others
 * of it along.
 */
const EMPTY_DATABASE = `
DO $$
DECLARE statement text;
BEGIN
  FOREACH statement IN ARRAY ARRAY(
    SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')
    UNION ALL SELECT format('DROP EXTENSION %I CASCADE', extname) FROM pg_extension WHERE extname <> 'plpgsql')
  LOOP EXECUTE statement; END LOOP;
  FOREACH statement IN ARRAY ARRAY(
    SELECT format('DROP %s IF EXISTS %s CASCADE', kind, oid::regclass) FROM pg_class
      JOIN (VALUES ('m', 'MATERIALIZED VIEW', 1), ('v', 'VIEW', 2), ('r', 'TABLE', 3), ('S', 'SEQUENCE', 4)) AS kinds(relkind, kind, turn)
        ON kinds.relkind = pg_class.relkind::text
     WHERE relnamespace = 'public'::regnamespace ORDER BY turn)
    || ARRAY(SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', oid::regprocedure) FROM pg_proc
              WHERE pronamespace = 'public'::regnamespace
                AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = pg_proc.oid AND d.deptype = 'i'))
    || ARRAY(SELECT format('DROP TYPE IF EXISTS %s CASCADE', t.oid::regtype) FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
              WHERE t.typnamespace = 'public'::regnamespace AND (t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c'))
    || ARRAY(SELECT format('DROP COLLATION IF EXISTS public.%I CASCADE', collname) FROM pg_collation WHERE collnamespace = 'public'::regnamespace)
  LOOP EXECUTE statement; END LOOP;
  EXECUTE format('ALTER DATABASE %I RESET ALL', current_database());
END $$`;

async function createWith(
  client: Client,
  name: string,
  locale: string,
  others: readonly string[],
): Promise<void> {
  try {
    await client.query(
      `CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE template0 ENCODING 'UTF8' ${locale}`,
    );
  } catch (error) {
    const [next, ...rest] = others;
    if (next === undefined) throw error;
    await createWith(client, name, next, rest);
  }
}

function refuseElsewhere(home: string): void {
  const server = readServerOfHome(home);
  if (server)
    throw new DatabaseError(
      'MOVE_NOT_EMBEDDED',
      `This Kontor uses the ${describeDatabaseUrl(server.url)} already (${serverOfHomeFile(home)}).`,
    );
  if (!existsSync(path.join(home, 'postgres', 'server.json')))
    throw new DatabaseError('MOVE_NOT_EMBEDDED', `There is no embedded database in ${home}.`);
}

/** On the embedded data, for us alone: at another port, and refusing to write. */
async function withPrivateServer<T>(
  { place, user, programs }: EmbeddedHome,
  work: (server: RunningServer) => Promise<T>,
): Promise<T> {
  const major = majorOfData(place.dataDir);
  if (major !== POSTGRES_MAJOR)
    throw new DatabaseError(
      'DATABASE_DATA_OTHER_MAJOR',
      `${place.dataDir} is of PostgreSQL ${major}; it is moved to ${POSTGRES_MAJOR} by the next start.`,
      { fix: 'Run `kontor start` once, stop it, and move then.' },
    );
  const binaries = programs();
  await stopServer(place, binaries, user);
  try {
    return await work(await startServer(place, binaries, user, { private: true }));
  } finally {
    await stopServer(place, binaries, user);
  }
}

const markFile = (home: string): string => path.join(home, 'database-move');

const MARK = 'Kontor: unfinished move ';

/** The same for every attempt, until one succeeds: what bears it, an earlier attempt has made. */
function markOf(home: string, dryRun: boolean): string {
  if (!dryRun) return readOrCreate(markFile(home), () => `${MARK}${randomUUID()}`);
  return existsSync(markFile(home)) ? readFileSync(markFile(home), 'utf8') : '';
}

async function readMark(client: Client): Promise<string | null> {
  const { rows } = await client.query<{ mark: string | null }>(
    `SELECT shobj_description(oid, 'pg_database') AS mark FROM pg_database WHERE datname = current_database()`,
  );
  return rows[0]?.mark ?? null;
}

async function writeMark(client: Client, name: string, mark: string | null): Promise<void> {
  await client.query(
    `COMMENT ON DATABASE ${escapeIdentifier(name)} IS ${mark === null ? 'NULL' : client.escapeLiteral(mark)}`,
  );
}
