import { createLogger, type Logger } from './logger.js';
import { ProcessError } from './process-error.js';

/** What `runProcess` keeps running until a signal comes. */
export interface RunningProcess {
  close(): Promise<void>;
}

export interface RunProcessOptions {
  /** In logs; default `kontor`. */
  name?: string;
  /** After the first signal the process ends within this, drained or not. */
  shutdownTimeoutMs?: number;
}

/** How a process ended: asked to, by its own defect, or because it could not start. */
export const EXIT_CODES = { ok: 0, crashed: 1, couldNotRun: 2 } as const;
export const DEFAULT_SHUTDOWN_TIMEOUT_MS = 15_000;

/**
 * The frame of every `main`: starts, waits for SIGTERM or SIGINT, closes, exits. `signal` aborts when a signal comes
 * while still starting. A second signal exits at once. Errors nobody caught are logged and end the process.
 */
export async function runProcess(
  main: (signal: AbortSignal) => Promise<RunningProcess>,
  { name = 'kontor', shutdownTimeoutMs = DEFAULT_SHUTDOWN_TIMEOUT_MS }: RunProcessOptions = {},
): Promise<void> {
  const abort = new AbortController();
  const log = loggerOrDefault(name);
  const stopAsked = onceAsked((signal, times) => {
    if (times > 1) return exit(EXIT_CODES.crashed);
    log.info({ signal }, 'stopping');
    abort.abort();
    setTimeout(() => {
      log.error({ shutdownTimeoutMs }, 'did not stop in time, exiting');
      exit(EXIT_CODES.crashed);
    }, shutdownTimeoutMs).unref();
  });
  dieLoudly(log);

  const running = await start(main, abort.signal, log);
  if (running === undefined) return;
  await stopAsked;
  await running.close();
  exit(EXIT_CODES.ok);
}

async function start(
  main: (signal: AbortSignal) => Promise<RunningProcess>,
  signal: AbortSignal,
  log: Logger,
): Promise<RunningProcess | undefined> {
  try {
    return await main(signal);
  } catch (error) {
    if (signal.aborted) return exit(EXIT_CODES.ok);
    tellFatal(log, error, 'could not start');
    return exit(EXIT_CODES.couldNotRun);
  }
}

/** Errors made for operators (ours, or any with the same shape) are told in words, not as a stack. */
const isMendable = (error: unknown): error is Error & { code: string; fix: string } =>
  error instanceof ProcessError ||
  (error instanceof Error &&
    typeof (error as { code?: unknown }).code === 'string' &&
    typeof (error as { fix?: unknown }).fix === 'string');

function tellFatal(log: Logger, error: unknown, message: string): void {
  if (isMendable(error)) log.fatal({ code: error.code, fix: error.fix }, error.message);
  else log.fatal({ err: error }, message);
}

function onceAsked(onSignal: (signal: NodeJS.Signals, times: number) => void): Promise<void> {
  let times = 0;
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        times += 1;
        onSignal(signal, times);
        resolve();
      });
    }
  });
}

/** What nobody caught ends the process, and is told. */
export function dieLoudly(log: Logger): void {
  const die = (error: unknown, message: string): never => {
    tellFatal(log, error, message);
    return exit(EXIT_CODES.crashed);
  };
  process.on('uncaughtException', (error) => die(error, 'uncaught error'));
  process.on('unhandledRejection', (reason) => die(reason, 'unhandled rejection'));
}

/** An unusable LOG_LEVEL must be told, and telling needs a logger. */
function loggerOrDefault(name: string): Logger {
  try {
    return createLogger({ name });
  } catch (error) {
    const log = createLogger({ name, level: 'info' });
    if (!isMendable(error)) throw error;
    log.fatal({ code: error.code, fix: error.fix }, error.message);
    return exit(EXIT_CODES.couldNotRun);
  }
}

const exit = (code: number): never => process.exit(code);
