import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { until } from './until.js';

export const root = resolve(import.meta.dirname, '../../..');
export const kontorBin = join(root, 'cli/bin/kontor.mjs');

/** A command that runs in the background, with everything it has printed. */
export interface RunningCommand {
  readonly pid: number;
  output(): string;
  /** Waits until it has printed what matches, or ended. Returns the match; fails when it ended without. */
  printed(pattern: RegExp, timeoutMs?: number): Promise<RegExpMatchArray>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves with the exit code (128 + n after a signal). */
  readonly exited: Promise<number>;
}

export interface CommandOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** Default: the Node that runs the tests. */
  command?: string;
  /** Default: the surroundings, without what would decide something. */
  surroundings?: NodeJS.ProcessEnv;
}

const SIGNAL_NUMBERS: Readonly<Partial<Record<NodeJS.Signals, number>>> = {
  SIGINT: 2,
  SIGKILL: 9,
  SIGTERM: 15,
};

export function runCommand(args: readonly string[], options: CommandOptions = {}): RunningCommand {
  const { cwd = root, env = {}, command = process.execPath, surroundings = quietEnvironment() } = options;
  const child: ChildProcess = spawn(command, args, {
    cwd,
    env: { ...surroundings, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let code: number | undefined;
  const take = (chunk: string): void => void (output += chunk);
  child.stdout?.setEncoding('utf8').on('data', take);
  child.stderr?.setEncoding('utf8').on('data', take);
  const exited = new Promise<number>((done, fail) => {
    child.once('error', fail);
    child.once('close', (exit, signal) => {
      code = exit ?? 128 + (signal ? (SIGNAL_NUMBERS[signal] ?? 0) : 0);
      done(code);
    });
  });
  return {
    pid: child.pid ?? 0,
    output: () => output,
    async printed(pattern, timeoutMs) {
      const match = await until(
        `${args.join(' ')} prints ${pattern}`,
        () => output.match(pattern) ?? (code === undefined ? undefined : 'ended'),
        timeoutMs,
      ).catch((error: unknown) => {
        throw new Error(`${(error as Error).message}\n${output}`);
      });
      if (match === 'ended') throw new Error(`it ended with ${code} without printing ${pattern}:\n${output}`);
      return match as RegExpMatchArray;
    },
    kill: (signal) => void child.kill(signal),
    exited,
  };
}

/** `kontor …` to its end. */
export async function kontor(
  args: readonly string[],
  options: CommandOptions = {},
): Promise<{ code: number; output: string }> {
  const running = runCommand([kontorBin, ...args], options);
  const code = await running.exited;
  return { code, output: running.output() };
}

/** Nothing of the surroundings decides: neither a developer's settings nor Jest's flags. */
export function quietEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^KONTOR_|DATABASE_URL$|^NODE_OPTIONS$|^LOG_LEVEL$|^NODE_ENV$|^JEST_/.test(name),
  );
  return { ...Object.fromEntries(kept), NO_COLOR: '1' };
}
