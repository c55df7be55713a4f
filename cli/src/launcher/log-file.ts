import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

/** A log takes at most twice this: the file and the one before it. */
export const LOG_BYTES_MAX = 5 * 1024 * 1024;
export const TAIL_LINES_MAX = 15;

/** Appends lines to a file of limited size. Writing is synchronous, so that nothing is lost when the launcher ends. */
export interface LogFile {
  readonly path: string;
  write(line: string): void;
  /** The last lines written by this launcher, oldest first. */
  tail(): readonly string[];
  close(): void;
}

export function openLogFile(path: string, bytesMax: number = LOG_BYTES_MAX): LogFile {
  let fd: number | undefined = openSync(path, 'a', 0o600);
  let size = fstatSync(fd).size;
  const tail: string[] = [];

  function rotate(): void {
    if (fd !== undefined) closeSync(fd);
    renameSync(path, `${path}.1`);
    fd = openSync(path, 'a', 0o600);
    size = 0;
  }

  return {
    path,
    write(line) {
      tail.push(line);
      if (tail.length > TAIL_LINES_MAX) tail.shift();
      if (fd === undefined) return;
      try {
        if (size >= bytesMax) rotate();
        size += writeSync(fd, `${line}\n`);
      } catch {
        // A full disk must not take the processes down with it; their last lines stay in the tail.
      }
    },
    tail: () => tail,
    close() {
      if (fd !== undefined) closeSync(fd);
      fd = undefined;
    },
  };
}
