import { setTimeout as delay } from 'node:timers/promises';

export interface PollOptions {
  /** Asks once. What the outside world does is part of its answer: it throws on defects alone. */
  readonly ask: () => Promise<'well' | 'unwell'>;
  readonly intervalMs: number;
  /** Longest pause while it is unwell; each failure in a row doubles the pause. */
  readonly pauseMsMax: number;
  readonly signal: AbortSignal;
}

/** Asks now, resolves, and goes on asking in the background until the signal: never two questions at once. */
export async function poll({ ask, intervalMs, pauseMsMax, signal }: PollOptions): Promise<void> {
  let failures = (await ask()) === 'well' ? 0 : 1;
  void (async () => {
    for (;;) {
      const pauseMs =
        failures === 0 ? intervalMs : Math.min(pauseMsMax, intervalMs * 2 ** Math.min(failures - 1, 10));
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      failures = (await ask()) === 'well' ? 0 : failures + 1;
    }
  })();
}
