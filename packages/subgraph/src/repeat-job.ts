import type { Logger } from '@kontor/http';

export interface Job {
  /** After the run under way, no more. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Runs `run` at once, and again `everyMs` after each end, until stopped; never twice at a time. A run that fails is logged
 * as `what` and changes nothing about the next one.
 */
export function repeatJob(
  { everyMs, what, log }: { everyMs: number; what: string; log: Logger },
  run: (signal: AbortSignal) => Promise<void>,
): Job {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void>;
  const next = (): void => {
    running = run(stopping.signal)
      .catch((error: unknown) => log.warn({ err: error }, `${what} failed, will be tried again`))
      .finally(() => {
        if (!stopping.signal.aborted) timer = setTimeout(next, everyMs).unref();
      });
  };
  next();
  return {
    stop: async () => {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
