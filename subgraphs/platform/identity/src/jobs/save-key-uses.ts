import type { Logger } from '@kontor/subgraph';
import type { Services } from '../services.js';

/** How long a use of a key may be missing from the database: one write per batch, not per request. */
export const KEY_USE_SAVE_INTERVAL_MS = 10_000;

export interface Job {
  /** Runs once more, then no more. */
  stop(): Promise<void>;
}

export function saveKeyUses(
  { store, usedKeys }: Services,
  log: Logger,
  intervalMs: number = KEY_USE_SAVE_INTERVAL_MS,
): Job {
  let running = Promise.resolve();
  const run = () => (running = running.then(save));
  const timer = setInterval(() => void run(), intervalMs);
  timer.unref();

  async function save(): Promise<void> {
    const batch = usedKeys.take();
    if (batch.length === 0) return;
    try {
      await store.apiKeys.saveUses(batch);
    } catch (error) {
      usedKeys.putBack(batch);
      log.warn({ err: error }, 'could not save when keys were last used');
    }
  }

  return {
    stop: async () => {
      clearInterval(timer);
      await run();
    },
  };
}
