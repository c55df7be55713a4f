import { randomUUID } from 'node:crypto';
import { chmod, link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ProcessError } from '@kontor/http';

const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;
const OTHERS = 0o077;

/** Replaces a file of its owner alone: a reader sees the old content or the new one, never half. */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  await withTemporary(path, text, (temporary) => rename(temporary, path));
}

/**
 * Creates a file of its owner alone unless it is there, and returns what it holds then: of several processes that do
 * this at once, one writes and all read the same.
 */
export async function createPrivateFile(path: string, text: string): Promise<string> {
  await withTemporary(path, text, async (temporary) => {
    await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  });
  return readFile(path, 'utf8');
}

/** Undefined when there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unusable(path, error);
  }
}

/** May anybody but the owner read it? Never so where the system has no such rights (Windows). */
export async function isReadableByOthers(path: string): Promise<boolean> {
  if (process.platform === 'win32') return false;
  return ((await stat(path)).mode & OTHERS) !== 0;
}

async function withTemporary(
  path: string,
  text: string,
  place: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
    await writeFile(temporary, text, { mode: PRIVATE_FILE, flag: 'wx', flush: true });
    // A umask can only take rights away, but a file system may not know them at creation.
    await chmod(temporary, PRIVATE_FILE);
    await place(temporary);
  } catch (error) {
    throw unusable(path, error);
  } finally {
    // What could not be written need not be there; the reason for that is told already.
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

const unusable = (path: string, error: unknown): ProcessError =>
  new ProcessError('HOME_NOT_WRITABLE', `${path} cannot be used: ${(error as Error).message}`, {
    cause: error,
  });
