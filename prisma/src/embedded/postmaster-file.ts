import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What a running server writes into `postmaster.pid` in its data folder. */
export interface PostmasterFile {
  pid: number;
  /** Undefined while it is still starting. */
  port: number | undefined;
  /** `starting`, `ready`, `stopping` or `standby`; undefined in the first moments. */
  status: string | undefined;
}

export function readPostmasterFile(dataDir: string): PostmasterFile | undefined {
  try {
    return parsePostmasterFile(readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8'));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** Lines: pid, data folder, start time, port, socket folder, listen address, shared memory, status. Pure. */
export function parsePostmasterFile(text: string): PostmasterFile | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Math.abs(Number(lines[0]));
  if (!Number.isInteger(pid) || pid === 0) return undefined;
  const port = Number(lines[3]);
  return { pid, port: Number.isInteger(port) && port > 0 ? port : undefined, status: lines[7] || undefined };
}
