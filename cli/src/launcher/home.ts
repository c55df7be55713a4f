import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { couldNotRun } from '../failure.js';

/** Where things are below KONTOR_HOME. */
export interface HomePaths {
  home: string;
  /** JSON lines of each process. */
  logs: string;
  /** What runs now; see run-state.ts. */
  run: string;
  databaseUrl: string;
  /** Compiled JavaScript that later starts reuse. */
  compileCache: string;
}

export const homePaths = (home: string): HomePaths => ({
  home,
  logs: join(home, 'logs'),
  run: join(home, 'run'),
  databaseUrl: join(home, 'database-url'),
  compileCache: join(home, 'compile-cache'),
});

/** A fresh database of the storefront with its write-ahead log. */
const FREE_BYTES_MIN = 300e6;
/** As root, PostgreSQL runs as another user and must get through to its folder; nobody but the owner may look around. */
const HOME_MODE = 0o711;
const PRIVATE_MODE = 0o700;

/** Creates what is missing of KONTOR_HOME and proves that it can be written. Throws HOME_NOT_WRITABLE or DISK_SPACE_LOW. */
export function openHome(home: string): HomePaths {
  const paths = homePaths(home);
  try {
    if (!statSync(home, { throwIfNoEntry: false })) {
      mkdirSync(join(home, '..'), { recursive: true });
      mkdirSync(home, { mode: HOME_MODE });
    }
    for (const folder of [paths.logs, paths.run, paths.compileCache])
      mkdirSync(folder, { recursive: true, mode: PRIVATE_MODE });
    proveWritable(paths.run);
  } catch (error) {
    throw notWritable(home, error as NodeJS.ErrnoException);
  }
  refuseFullDisk(home);
  return paths;
}

/** Permissions alone do not tell: a disk can be read-only or full. */
function proveWritable(folder: string): void {
  const probe = join(folder, `.probe-${randomBytes(6).toString('hex')}`);
  writeFileSync(probe, 'probe');
  rmSync(probe);
}

function notWritable(home: string, error: NodeJS.ErrnoException): Error {
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return couldNotRun('DISK_SPACE_LOW', `No space is left for KONTOR_HOME (${home}).`);
    case 'EACCES':
    case 'EPERM':
      return couldNotRun(
        'HOME_NOT_WRITABLE',
        `KONTOR_HOME (${home}) may not be written by this user (${error.code}).`,
      );
    case 'EROFS':
      return couldNotRun('HOME_NOT_WRITABLE', `KONTOR_HOME (${home}) is on a read-only disk.`);
    case 'ENOTDIR':
    case 'EEXIST':
      return couldNotRun(
        'HOME_NOT_WRITABLE',
        `KONTOR_HOME (${home}) is not a folder, or lies below something that is none.`,
      );
    default:
      return couldNotRun('HOME_NOT_WRITABLE', `KONTOR_HOME (${home}) cannot be written: ${error.message}.`);
  }
}

function refuseFullDisk(home: string): void {
  const { bavail, bsize } = statfsSync(home);
  const free = bavail * bsize;
  if (free >= FREE_BYTES_MIN) return;
  throw couldNotRun(
    'DISK_SPACE_LOW',
    `Only ${Math.round(free / 1e6)} MB are free for KONTOR_HOME (${home}); it needs ${FREE_BYTES_MIN / 1e6} MB.`,
  );
}
