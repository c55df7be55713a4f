import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * A process beyond its pid: pids are given out again, so a record of one is only believed together with the time at
 * which that process began.
 */
export interface ProcessIdentity {
  pid: number;
  /** Opaque; equal only for the same process. Null when it could not be told. */
  born: string | null;
}

export const identify = (pid: number): ProcessIdentity => ({ pid, born: bornOf(pid) });

/** Does this very process still run? A zombie does not. */
export function isAlive({ pid, born }: ProcessIdentity): boolean {
  if (!isRunning(pid)) return false;
  return born === null || bornOf(pid) === born;
}

/** Is there a process of this pid that is more than a zombie? */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there and belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return readStat(pid)?.state !== 'Z';
}

function bornOf(pid: number): string | null {
  const stat = readStat(pid);
  if (stat) return stat.startTicks;
  if (process.platform === 'linux' || process.platform === 'win32') return null;
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

/** `/proc/<pid>/stat`: the command in brackets may hold spaces and brackets, so fields are counted from the last one. */
function readStat(pid: number): { state: string; startTicks: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startTicks: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}
