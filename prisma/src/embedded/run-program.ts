import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Binaries } from './binaries.js';
import type { ServerUser } from './server-user.js';

/** Runs one of PostgreSQL's programs to its end, as the server's user, with nothing of our environment but the PATH. */
export function runProgram(
  binaries: Binaries,
  program: 'initdb' | 'pg_ctl',
  user: ServerUser,
  args: readonly string[],
): Promise<{ exitCode: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(path.join(binaries.folder, 'bin', program), args, {
      ...user.ids,
      // The current folder may be closed to the server's user.
      cwd: '/',
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC', SystemRoot: process.env['SystemRoot'] },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const append = (chunk: Buffer) => (output += chunk.toString('utf8'));
    child.stdout.on('data', append);
    child.stderr.on('data', append);
    child.on('error', reject);
    // Not 'close': the server that pg_ctl starts may keep the pipes open.
    child.on('exit', (exitCode) => {
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ exitCode, output });
    });
  });
}
