import { spawn } from 'node:child_process';
import type { Instance, Unit } from './unit.js';

/**
 * The dead man's switch. When the launcher is killed outright, nobody would stop what it started: PostgreSQL is not even
 * its child. The guard is a shell (under a megabyte) that waits on a pipe which only the launcher holds; when the pipe
 * closes without a farewell, it stops the processes listed in a file, and then the database server.
 *
 *   waiting --"done"--> ends silently
 *      | end of file
 *      v
 *   asking (SIGTERM) --all gone, or grace over--> killing (SIGKILL) --> database (SIGINT: fast shutdown) --> ends
 */
const SCRIPT = `
trap '' INT TERM HUP
read -r word
[ "$word" = done ] && exit 0
alive() { while read -r pid; do kill -0 "$pid" 2>/dev/null && return 0; done < "$1"; return 1; }
each() { while read -r pid; do kill "-$2" "$pid" 2>/dev/null; done < "$1"; }
each "$1" TERM
left=$3
while [ "$left" -gt 0 ] && alive "$1"; do sleep 0.2; left=$((left - 1)); done
each "$1" KILL
[ -f "$2" ] && read -r server < "$2" && kill -INT "$server" 2>/dev/null
exit 0
`;

const GRACE_MS = 10_000;
const STEP_MS = 200;

export interface GuardFiles {
  /** Pids of the children, one a line; written before they matter. */
  children: string;
  /** The pid of the database server; empty or absent when there is none of ours. */
  database: string;
}

export const guardUnit = (files: GuardFiles): Unit => ({ name: 'guard', start: () => startGuard(files) });

function startGuard(files: GuardFiles): Instance | Promise<never> {
  const guard = spawn(
    '/bin/sh',
    ['-c', SCRIPT, 'kontor-guard', files.children, files.database, String(GRACE_MS / STEP_MS)],
    {
      stdio: ['pipe', 'ignore', 'ignore'],
      cwd: '/',
      detached: true,
    },
  );
  if (guard.pid === undefined)
    return new Promise((_, reject) => {
      guard.once('error', reject);
    });
  const ended = new Promise<{ how: string }>((resolve) => {
    guard.once('exit', (code, signal) => resolve({ how: signal ? `signal ${signal}` : `exit code ${code}` }));
  });
  // It may end first; what is written then is nobody's loss.
  guard.stdin.on('error', () => {});
  return {
    pid: guard.pid,
    port: null,
    ended,
    ready: () => Promise.resolve(),
    async stop() {
      guard.stdin.end('done\n');
      await ended;
    },
    kill: () => void guard.kill('SIGKILL'),
  };
}
