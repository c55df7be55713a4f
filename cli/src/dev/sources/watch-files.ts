import { existsSync } from 'node:fs';
import { basename, dirname, resolve, sep } from 'node:path';
import { watch } from 'chokidar';
import type { DevLimits } from '../limits.js';

/** The parts of a path in which names may be anything. */
const MAGIC = /[*?[\]{}()!]/;
/** Never part of anybody's schema, and large. */
const SKIPPED = new Set(['node_modules', '.git']);

/** Where to look for changes of what a path or pattern names, and how deep. */
export function watchedFolder(given: string, cwd: string): { folder: string; deep: boolean } {
  const path = resolve(cwd, given);
  if (existsSync(path) || !MAGIC.test(given)) return { folder: dirname(path), deep: false };
  const parts = path.split(/[\\/]/);
  const firstMagic = parts.findIndex((part) => MAGIC.test(part));
  const folder = parts.slice(0, firstMagic).join(sep) || sep;
  return { folder, deep: firstMagic < parts.length - 1 };
}

/** What reading came to: usable, or gone or broken for the moment. */
export type FileReading<T> = { readonly kind: 'usable' | 'unusable'; readonly value: T };

/**
 * Reads now and whenever something may have changed, and reports what came of it, changed or not. The folder is watched
 * rather than the file, because editors replace files; and it is read now and then, because not every file system reports
 * changes. What was usable is not given up at once: some editors delete or empty a file before they write it. One reading
 * at a time; resolves after the first report.
 */
export async function followFiles<T>(
  { given, cwd }: { given: string; cwd: string },
  read: () => Promise<FileReading<T>>,
  report: (value: T) => void | Promise<void>,
  { settleMs, goneMs, rereadMs }: Pick<DevLimits, 'settleMs' | 'goneMs' | 'rereadMs'>,
  signal: AbortSignal,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> | undefined;
  let touched = false;
  let usableBefore = false;
  let unusableSinceMs: number | undefined;

  function readSoon(afterMs: number): void {
    clearTimeout(timer);
    if (!signal.aborted) timer = setTimeout(() => void readNow(), afterMs);
  }

  async function readNow(): Promise<void> {
    touched = true;
    reading ??= (async () => {
      while (touched) {
        touched = false;
        readSoon(await readOnce());
      }
    })().finally(() => (reading = undefined));
    return reading;
  }

  /** Returns when to read again. */
  async function readOnce(): Promise<number> {
    const { kind, value } = await read();
    if (signal.aborted) return 0;
    if (kind === 'usable') {
      usableBefore = true;
      unusableSinceMs = undefined;
    } else if (usableBefore) {
      unusableSinceMs ??= performance.now();
      const leftMs = unusableSinceMs + goneMs - performance.now();
      if (leftMs > 0) return leftMs;
    }
    await report(value);
    return rereadMs;
  }

  if (signal.aborted) return;
  const { folder, deep } = watchedFolder(given, cwd);
  const watcher = watch(folder, {
    ignoreInitial: true,
    ...(deep ? {} : { depth: 0 }),
    ignored: (path) => path.length > folder.length && SKIPPED.has(basename(path)),
  });
  watcher.on('all', () => readSoon(settleMs));
  // No watches left on this machine, or a folder that may not be looked into: the file is still read now and then.
  watcher.on('error', () => undefined);
  const end = (): void => {
    clearTimeout(timer);
    void watcher.close();
  };
  signal.addEventListener('abort', end, { once: true });
  await readNow();
}
