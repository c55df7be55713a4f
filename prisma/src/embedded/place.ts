import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DatabaseError } from '../database-error.js';
import { readOrCreate, removeAbandoned, writeAtomically } from './atomic-files.js';
import { readPostmasterFile } from './postmaster-file.js';
import { programOf } from './process-state.js';
import { randomSecret } from './secret.js';
import { isReachableBy, type ServerUser } from './server-user.js';

/** Searched in this order when the folders of Kontor are closed to the user that runs PostgreSQL. */
export const OPEN_FOLDERS: readonly string[] = ['/var/lib/kontor', path.join(os.tmpdir(), 'kontor')];

/** Others may pass through, not look around: what is secret is 0600 or 0700 itself. */
const PASSAGE_MODE = 0o711;

/** Where one server lives. */
export interface Place {
  /** `KONTOR_HOME/postgres`: secret, record and holders, whatever else is elsewhere. */
  homeFolder: string;
  /** Holds `data/` and `log/`: `homeFolder`, or a folder below one of {@link OPEN_FOLDERS}. */
  folder: string;
  dataDir: string;
  logFile: string;
  /** All passwords of the server follow from it. */
  secret: string;
  /** The port of the last start. */
  port: number | undefined;
}

/** What the data folder is called that initdb makes; a restored or moved database gets one beside it. */
const FIRST_DATA = 'data';

/** `KONTOR_HOME/postgres/server.json` */
interface ServerRecord {
  /** Null inside KONTOR_HOME, so that it may be moved; else an absolute path. */
  folder: string | null;
  port: number;
  /** The name of the data folder in use: the one thing that changes when a database is replaced. Absent: `data`. */
  data?: string;
}

/**
 * Finds or makes the server's place. `onMoved` is told when that is outside KONTOR_HOME;
 * `mayBeLost` goes on where the data is gone.
 * Throws HOME_NOT_WRITABLE, DATABASE_DATA_MISSING, DATABASE_SECRET_MISSING.
 */
export function openPlace(
  home: string,
  user: ServerUser,
  openFolders: readonly string[],
  onMoved: (folder: string) => void,
  mayBeLost = false,
): Place {
  const homeFolder = path.join(makeFolder(home), 'postgres');
  makeFolder(homeFolder);
  removeAbandoned(homeFolder, endServer);
  const record = readRecord(homeFolder);
  if (!mayBeLost) refuseLost(homeFolder, record);
  const secret = readOrCreate(path.join(homeFolder, 'secret'), randomSecret);
  const folder = recordedFolder(homeFolder, record) ?? chooseFolder(homeFolder, user, secret, openFolders);
  if (folder !== homeFolder) onMoved(folder);
  removeAbandoned(folder, endServer);
  return {
    homeFolder,
    folder,
    dataDir: path.join(folder, record?.data ?? FIRST_DATA),
    logFile: path.join(folder, 'log', 'server.log'),
    secret,
    port: record?.port,
  };
}

/** To be called once data is there: from then on it is looked for nowhere else. */
export function rememberPlace({ homeFolder, folder, dataDir }: Place, port: number): void {
  const data = path.basename(dataDir);
  const record: ServerRecord = {
    folder: folder === homeFolder ? null : folder,
    port,
    ...(data === FIRST_DATA ? {} : { data }),
  };
  writeAtomically(path.join(homeFolder, 'server.json'), `${JSON.stringify(record)}\n`);
}

/** Data that was being written when its writer was killed may still have its server. */
function endServer(dataDir: string): void {
  const file = readPostmasterFile(dataDir);
  if (!file || programOf(file.pid) !== 'postgres') return;
  try {
    process.kill(file.pid, 'SIGQUIT');
  } catch {
    // It ended meanwhile, or is somebody else's.
  }
}

function readRecord(homeFolder: string): ServerRecord | undefined {
  const file = path.join(homeFolder, 'server.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as ServerRecord) : undefined;
}

const recordedFolder = (homeFolder: string, record: ServerRecord | undefined): string | undefined =>
  record ? (record.folder ?? homeFolder) : undefined;

/** Starting with an empty database where there was a full one would be the worst surprise of all. */
function refuseLost(homeFolder: string, record: ServerRecord | undefined): void {
  const folder = recordedFolder(homeFolder, record);
  const dataDir = path.join(folder ?? homeFolder, record?.data ?? FIRST_DATA);
  if (folder && !existsSync(dataDir))
    throw new DatabaseError(
      'DATABASE_DATA_MISSING',
      `The embedded database should be in ${dataDir}, and is not there.`,
    );
  if (existsSync(dataDir) && !existsSync(path.join(homeFolder, 'secret')))
    throw new DatabaseError(
      'DATABASE_SECRET_MISSING',
      `${dataDir} exists, but ${homeFolder}/secret does not.`,
    );
}

function chooseFolder(
  homeFolder: string,
  user: ServerUser,
  secret: string,
  openFolders: readonly string[],
): string {
  if (isReachableBy(user, homeFolder)) return homeFolder;
  const real = realpathSync(homeFolder);
  const name = createHash('sha256').update(real).digest('hex').slice(0, 12);
  const folder = path.join(openFolder(user, openFolders), name);
  claim(folder, createHash('sha256').update(secret).digest('hex'), real);
  return folder;
}

/** The first of the candidates that is, or can be made, ours alone to write and open to the server's user. */
export function openFolder(user: ServerUser, candidates: readonly string[]): string {
  for (const candidate of candidates) {
    try {
      mkdirSync(path.dirname(candidate), { recursive: true });
      if (!existsSync(candidate)) {
        mkdirSync(candidate, { mode: 0o755 });
        chmodSync(candidate, 0o755);
      }
      if (isTrusted(candidate) && isReachableBy(user, candidate)) return candidate;
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
  throw new DatabaseError(
    'HOME_NOT_WRITABLE',
    `PostgreSQL cannot run as root, and the user ${user.name} gets neither into KONTOR_HOME nor into ${candidates.join(' or ')}.`,
    { fix: 'Set KONTOR_HOME to a folder that others may pass through, such as /var/lib/kontor-home.' },
  );
}

/** Below /tmp anybody could have put a folder, or a link, of this name; programs from there are not run. */
function isTrusted(folder: string): boolean {
  const stats = lstatSync(folder);
  return stats.isDirectory() && stats.uid === process.getuid?.() && (stats.mode & 0o022) === 0;
}

/**
 * Marks the folder as this home's. One that a deleted home of the same path has left is moved aside, never used and
 * never deleted.
 */
function claim(folder: string, owner: string, home: string): void {
  const mark = path.join(folder, 'owner');
  if (existsSync(folder) && (!existsSync(mark) || readFileSync(mark, 'utf8') !== owner))
    renameSync(folder, `${folder}.orphaned-${Date.now()}`);
  if (existsSync(folder)) return;
  makeFolder(folder);
  writeFileSync(path.join(folder, 'home'), `${home}\n`);
  writeFileSync(mark, owner, { mode: 0o600 });
}

function makeFolder(folder: string): string {
  try {
    if (!existsSync(folder)) {
      mkdirSync(path.dirname(folder), { recursive: true });
      mkdirSync(folder, { mode: PASSAGE_MODE });
    }
    return folder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return folder;
    throw error;
  }
}

const REFUSALS = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOSPC', 'EDQUOT']);

/** Did the system refuse to write there (and not: are we wrong)? */
export const isRefusal = (error: unknown): boolean =>
  REFUSALS.has((error as NodeJS.ErrnoException).code ?? '');
