import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installEnvironment } from '../../../scripts/setup/environment.mjs';
import { quietEnvironment, type RunningCommand, runCommand } from './command.js';

/** A folder of somebody who never saw the clone: nothing of the clone is on the PATH, and no npm script runs around it. */
export interface UserFolder {
  readonly path: string;
  readonly surroundings: NodeJS.ProcessEnv;
  /** A command line, begun. */
  begin(command: string, args: readonly string[], env?: Record<string, string>): RunningCommand;
  /** A command line to its end. */
  run(
    command: string,
    args: readonly string[],
    env?: Record<string, string>,
  ): Promise<{ code: number; output: string }>;
}

/** Outside the clone, and open to the user that PostgreSQL runs as. */
export function createUserFolder(): UserFolder {
  const parent = mkdtempSync(join(tmpdir(), 'kontor-user-'));
  chmodSync(parent, 0o711);
  const path = join(parent, 'my-graph');
  mkdirSync(path, { mode: 0o711 });
  const surroundings = installEnvironment(quietEnvironment());
  const begin = (
    command: string,
    args: readonly string[],
    env: Record<string, string> = {},
  ): RunningCommand => runCommand(args, { command, cwd: path, surroundings, env });
  return {
    path,
    surroundings,
    begin,
    async run(command, args, env) {
      const running = begin(command, args, env);
      return { code: await running.exited, output: running.output() };
    },
  };
}
