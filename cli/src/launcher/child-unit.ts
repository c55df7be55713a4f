import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Ending, Instance, Unit } from './unit.js';

export interface ChildUnitOptions {
  name: string;
  command: string;
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  port: number | null;
  /** Answers 200 when the process can do its work. Null: ready as soon as it runs. */
  readyUrl: string | null;
  onLine: (line: string) => void;
}

const READY_POLL_FIRST_MS = 25;
const READY_POLL_MAX_MS = 250;
const READY_REQUEST_TIMEOUT_MS = 2_000;

/** A child process that speaks HTTP and logs to stdout and stderr. */
export const childUnit = (options: ChildUnitOptions): Unit => ({
  name: options.name,
  start: () => startChild(options),
});

function startChild({
  command,
  args,
  cwd,
  env,
  port,
  readyUrl,
  onLine,
}: ChildUnitOptions): Instance | Promise<never> {
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A session of its own: the terminal's Ctrl-C reaches the launcher alone, which stops everything in order.
    detached: true,
  });
  if (child.pid === undefined) return notStarted(child);
  const ended = endOf(child, onLine);
  return {
    pid: child.pid,
    port,
    ended,
    ready: (signal) => (readyUrl === null ? Promise.resolve() : untilReady(readyUrl, signal)),
    async stop(deadlineMs) {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
      await ended.finally(() => clearTimeout(timer));
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

const notStarted = (child: ChildProcess): Promise<never> =>
  new Promise((_, reject) => {
    child.once('error', reject);
  });

/** Lines are passed on as they come; the ending is told after the last of them. */
function endOf(child: ChildProcess, onLine: (line: string) => void): Promise<Ending> {
  for (const stream of [child.stdout, child.stderr])
    if (stream) createInterface({ input: stream, crlfDelay: Infinity }).on('line', onLine);
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      const how = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
      // A grandchild may keep the pipes open for ever: 'close' is waited for, but not long.
      const late = setTimeout(() => resolve({ how }), LAST_LINES_MS);
      child.once('close', () => {
        clearTimeout(late);
        resolve({ how });
      });
    });
  });
}

const LAST_LINES_MS = 200;

/** Asks until the answer is 200. */
export async function untilReady(url: string, signal: AbortSignal): Promise<void> {
  for (let waitMs = READY_POLL_FIRST_MS; ; waitMs = Math.min(READY_POLL_MAX_MS, waitMs * 1.5)) {
    signal.throwIfAborted();
    if (await answersOk(url, signal)) return;
    await delay(waitMs, signal);
  }
}

export async function answersOk(url: string, signal?: AbortSignal): Promise<boolean> {
  const timeout = AbortSignal.timeout(READY_REQUEST_TIMEOUT_MS);
  try {
    const response = await fetch(url, { signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** Waits; rejects as soon as `signal` aborts. */
export function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
