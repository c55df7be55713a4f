import { readFileSync } from 'node:fs';

/** Does a process with this pid run? One that was killed and that nobody has collected yet (a zombie) does not. */
export const isRunning = (pid: number): boolean => isInProcessTable(pid) && linuxState(pid) !== 'Z';

/** As {@link isRunning}, zombies included. */
export function isInProcessTable(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * `postgres` for a PostgreSQL server; undefined when it cannot be told. A pid in an old file may by now belong to
 * anything else, above all after a restart of a container.
 */
export function programOf(pid: number): string | undefined {
  return readProc(pid, 'comm')?.trim();
}

function linuxState(pid: number): string | undefined {
  const stat = readProc(pid, 'stat');
  // `12 (name, which may hold anything) S 1 …`
  return stat?.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
}
