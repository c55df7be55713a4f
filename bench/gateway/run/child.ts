import { fork, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';

const STOP_MS = 5_000;
/** Whatever this benchmark started and has not stopped yet. */
const running = new Set<Child>();

export interface ChildOptions {
  /** Cores that it may use, as `taskset -c` takes them. */
  readonly cores: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Where its output goes. */
  readonly logFile: string;
}

/** A process on the cores given to it. `taskset` becomes the program, so its pid is the program's. */
export class Child {
  readonly process: ChildProcess;
  readonly pid: number;
  /** Set when it has ended, whoever ended it. */
  ended: string | undefined;

  private constructor(process: ChildProcess) {
    if (process.pid === undefined) throw new Error(`${process.spawnfile} does not start`);
    this.process = process;
    this.pid = process.pid;
    running.add(this);
    process.once('exit', (code, signal) => {
      this.ended = signal ?? `exit code ${code}`;
      running.delete(this);
    });
  }

  static start(command: readonly string[], options: ChildOptions): Child {
    return logged(options, (common) => {
      const child = spawn('taskset', ['-c', options.cores, ...command], common);
      child.on('error', () => undefined);
      return new Child(child);
    });
  }

  /** A module of this benchmark, with a channel to talk through. */
  static fork(module: string, options: ChildOptions): Child {
    return logged(options, (common) => {
      const execArgv = ['-c', options.cores, process.execPath];
      return new Child(
        fork(module, [], { ...common, stdio: [...common.stdio, 'ipc'], execPath: 'taskset', execArgv }),
      );
    });
  }

  async stop(): Promise<void> {
    if (this.ended !== undefined) return;
    const exit = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    const forced = setTimeout(() => this.process.kill('SIGKILL'), STOP_MS);
    await exit;
    clearTimeout(forced);
  }
}

export async function stopAll(): Promise<void> {
  await Promise.all([...running].map((child) => child.stop()));
}

/** For the last moment, when nothing can be waited for. */
export function killAll(): void {
  for (const child of running) child.process.kill('SIGKILL');
}

function logged(
  { cwd, env = {}, logFile }: ChildOptions,
  start: (common: SpawnOptions & { stdio: (number | 'ignore')[] }) => Child,
): Child {
  const log = openSync(logFile, 'a');
  try {
    const where = cwd === undefined ? {} : { cwd };
    return start({ ...where, env: { ...process.env, ...env }, stdio: ['ignore', log, log] });
  } finally {
    closeSync(log);
  }
}
