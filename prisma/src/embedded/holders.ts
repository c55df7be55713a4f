import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isRunning } from './process-state.js';

/**
 * Who uses the server: one file `<pid>-<random>` each, in `KONTOR_HOME/postgres/holders`. Several processes may share
 * one server, and the last to let go stops it; a holder that was killed does not count.
 */
export interface Hold {
  /** Lets go. True when nobody else holds the server. */
  release(): boolean;
  /** Pids of the live processes that hold it as well. */
  others(): number[];
}

export function holdServer(homeFolder: string): Hold {
  const folder = path.join(homeFolder, 'holders');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = `${process.pid}-${randomBytes(4).toString('hex')}`;
  writeFileSync(path.join(folder, name), '');
  return {
    others: () =>
      liveHolders(folder)
        .filter((holder) => holder !== name)
        .map((holder) => Number.parseInt(holder, 10)),
    release() {
      rmSync(path.join(folder, name), { force: true });
      return liveHolders(folder).length === 0;
    },
  };
}

function liveHolders(folder: string): string[] {
  return readdirSync(folder).filter((name) => {
    if (isRunning(Number.parseInt(name, 10))) return true;
    rmSync(path.join(folder, name), { force: true });
    return false;
  });
}
