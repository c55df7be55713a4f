import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DatabaseError } from '../database-error.js';
import { withClient } from '../server/connect.js';
import type { Binaries } from './binaries.js';
import { choosePort, isFree } from './free-port.js';
import type { Place } from './place.js';
import { readPostmasterFile, type PostmasterFile } from './postmaster-file.js';
import { isInProcessTable, isRunning, programOf } from './process-state.js';
import { runProgram } from './run-program.js';
import { embeddedUrl, SUPERUSER } from './secret.js';
import { type ServerMode, serverSettings } from './server-settings.js';
import type { ServerUser } from './server-user.js';

export interface RunningServer {
  pid: number;
  port: number;
  /** The superuser's, for the database `postgres`. */
  url: string;
  version: string;
  /** See ServerMode. */
  private: boolean;
}

/** Crash recovery reads the log of the last minutes again. */
const START_TIMEOUT_S = 60;
const STOP_TIMEOUT_S = 60;
/** How long a server that is just starting or stopping may take before it counts as hung. */
const SETTLE_TIMEOUT_MS = 30_000;
const POLL_MS = 50;
/** A port can be snatched, and backends of a killed server need a moment to notice. */
const START_ATTEMPTS_MAX = 6;
const RETRY_PAUSE_MS = 500;
const LOG_BYTES_MAX = 10_000_000;
const LOG_TAIL_BYTES = 2_000;

/** Starts the server on `place`, or finds the one that another launcher has started meanwhile. */
export async function startServer(
  place: Place,
  binaries: Binaries,
  user: ServerUser,
  mode: Omit<ServerMode, 'major'> = { private: false },
): Promise<RunningServer> {
  const major = Number.parseInt(binaries.version, 10);
  let port = mode.private ? undefined : place.port;
  let said = '';
  for (let attempt = 1; attempt <= START_ATTEMPTS_MAX; attempt++) {
    await waitUntilSettled(place);
    const running = await findRunning(place);
    if (running) return running;
    removeStaleFile(place.dataDir);
    port = await choosePort(port);
    writeSettings(place, port, user, { ...mode, major });
    const { exitCode, output } = await pgCtl(binaries, user, place, [
      ...['-w', '-t', String(START_TIMEOUT_S)],
      ...['-l', place.logFile],
      'start',
    ]);
    said = output;
    if (exitCode === 0) continue;
    if (!(await isFree(port))) port = undefined;
    await delay(RETRY_PAUSE_MS);
  }
  const running = await findRunning(place);
  if (running) return running;
  throw new DatabaseError(
    'DATABASE_START_FAILED',
    `The embedded PostgreSQL in ${place.dataDir} did not start.\n${said.trim()}\n${logTail(place.logFile)}`.trim(),
  );
}

/** The server that works on this data, if one answers. A pid alone proves nothing: it may be anybody's by now. */
export async function findRunning({ dataDir, secret }: Place): Promise<RunningServer | undefined> {
  const file = readPostmasterFile(dataDir);
  if (!file?.port || !isRunning(file.pid)) return undefined;
  const url = embeddedUrl(secret, file.port, SUPERUSER, 'postgres');
  try {
    return await withClient(url, async (client) => {
      const { rows } = await client.query<{ folder: string; version: string; private: boolean }>(
        `SELECT current_setting('data_directory') AS folder, current_setting('server_version') AS version,
                COALESCE(current_setting('kontor.private', true), '') = 'on' AS private`,
      );
      const [row] = rows;
      if (!row || realpathSync(row.folder) !== realpathSync(dataDir)) return undefined;
      return { pid: file.pid, port: file.port as number, url, version: row.version, private: row.private };
    });
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    if (error.code !== 'DATABASE_ACCESS_DENIED') return undefined;
    throw new DatabaseError(
      'DATABASE_SECRET_MISSING',
      `The server on ${dataDir} does not know the password that follows from KONTOR_HOME/postgres/secret.`,
      { cause: error },
    );
  }
}

/** Ends all connections and stops (PostgreSQL's "fast" shutdown, SIGINT); by force when that takes too long. */
export async function stopServer(place: Place, binaries: Binaries, user: ServerUser): Promise<void> {
  const file = readPostmasterFile(place.dataDir);
  if (!file || !isServer(file)) return;
  const { exitCode, output } = await pgCtl(binaries, user, place, [
    '-m',
    'fast',
    '-w',
    '-t',
    String(STOP_TIMEOUT_S),
    'stop',
  ]);
  if (exitCode === 0 || !isServer(file)) return;
  // Nothing is lost: the next start recovers from the write-ahead log.
  const forced = await pgCtl(binaries, user, place, [
    '-m',
    'immediate',
    '-w',
    '-t',
    String(STOP_TIMEOUT_S),
    'stop',
  ]);
  if (forced.exitCode === 0 || !isServer(file)) return;
  throw new DatabaseError(
    'DATABASE_START_FAILED',
    `The embedded PostgreSQL (pid ${file.pid}) does not stop: ${output.trim()} ${forced.output.trim()}`,
    { fix: `End the process ${file.pid} by hand.` },
  );
}

const pgCtl = (binaries: Binaries, user: ServerUser, place: Place, args: readonly string[]) =>
  runProgram(binaries, 'pg_ctl', user, ['-D', place.dataDir, ...args]);

/** A server in the middle of starting or stopping is given time to get there. */
async function waitUntilSettled(place: Place): Promise<void> {
  const deadline = performance.now() + SETTLE_TIMEOUT_MS;
  for (;;) {
    const file = readPostmasterFile(place.dataDir);
    if (!file || !isServer(file)) return;
    if (file.status === 'ready' && (await findRunning(place))) return;
    if (performance.now() > deadline)
      throw new DatabaseError(
        'DATABASE_START_FAILED',
        `A PostgreSQL server (pid ${file.pid}) holds ${place.dataDir} and does not answer.`,
        { fix: `Look at ${place.logFile}; end the process ${file.pid} if it hangs, and start again.` },
      );
    await delay(POLL_MS);
  }
}

/** Undecidable (no /proc) counts as a server: it then has time to answer. */
const isServer = ({ pid }: PostmasterFile): boolean =>
  isRunning(pid) && (programOf(pid) ?? 'postgres') === 'postgres';

/**
 * PostgreSQL removes the file of a dead server by itself, but takes any process of that pid for a living one: a zombie,
 * or whoever has got the pid since.
 */
function removeStaleFile(dataDir: string): void {
  const file = readPostmasterFile(dataDir);
  if (!file || !isInProcessTable(file.pid) || isServer(file)) return;
  rmSync(path.join(dataDir, 'postmaster.pid'), { force: true });
}

function writeSettings(
  { dataDir, logFile }: Place,
  port: number,
  { ids }: ServerUser,
  mode: ServerMode,
): void {
  const settings = path.join(dataDir, 'kontor.conf');
  writeFileSync(settings, serverSettings(port, mode), { mode: 0o600 });
  const logDir = path.dirname(logFile);
  mkdirSync(logDir, { recursive: true, mode: 0o700 });
  if (ids) for (const file of [settings, logDir]) chownSync(file, ids.uid, ids.gid);
  if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES_MAX)
    renameSync(logFile, `${logFile}.1`);
}

function logTail(logFile: string): string {
  if (!existsSync(logFile)) return '';
  const size = statSync(logFile).size;
  if (size <= LOG_TAIL_BYTES) return readFileSync(logFile, 'utf8');
  const tail = Buffer.alloc(LOG_TAIL_BYTES);
  const handle = openSync(logFile, 'r');
  try {
    readSync(handle, tail, 0, LOG_TAIL_BYTES, size - LOG_TAIL_BYTES);
  } finally {
    closeSync(handle);
  }
  return tail.toString('utf8');
}
