import { randomBytes } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isRunning } from './process-state.js';

/**
 * Files and folders that several processes may make at once, and that a kill at any moment leaves whole or absent:
 * made under `<name>.<pid>-<random>.tmp`, then given their name in one step.
 */
export const temporarySibling = (target: string): string =>
  `${target}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;

const TEMPORARY = /\.(\d+)-[0-9a-f]{8}\.tmp$/;

/** Removes what processes that no longer run have left half done in `folder`. */
export function removeAbandoned(folder: string, beforeRemoval: (path: string) => void = () => {}): void {
  for (const name of readdirSync(folder)) {
    const pid = TEMPORARY.exec(name)?.[1];
    if (!pid || isRunning(Number(pid))) continue;
    beforeRemoval(path.join(folder, name));
    removeFolder(path.join(folder, name));
  }
}

/** An initdb whose launcher was killed may still be writing into it; it gives up when its files are gone. */
export const removeFolder = (folder: string): void =>
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });

/** Readable by its owner only. */
export function writeAtomically(file: string, content: string): void {
  const unfinished = temporarySibling(file);
  writeFileSync(unfinished, content, { mode: 0o600 });
  renameSync(unfinished, file);
}

/** What is in the file; when there is none, `make()` is written first. Of several at once, all return the same. */
export function readOrCreate(file: string, make: () => string): string {
  const unfinished = temporarySibling(file);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  try {
    writeFileSync(unfinished, make(), { mode: 0o600 });
    linkSync(unfinished, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(unfinished, { force: true });
  }
  return readFileSync(file, 'utf8');
}
