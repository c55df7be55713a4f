import type { Logger } from '@kontor/subgraph';
import { advanceOrder, isAtWork, type AdvanceDependencies } from '../actions/advance-order.js';
import { retryDelayMs } from '../domain/order-state.js';

export interface CompleteJobOptions extends AdvanceDependencies {
  log: Logger;
  intervalMs?: number;
}

export const COMPLETE_INTERVAL_MS = 5_000;
/** Orders looked at in one round; the next round takes the next ones. */
export const COMPLETE_ROUND_MAX = 20;
/** A round that takes longer shares its orders with other processes, which does no harm. */
const LEASE_MS = 60_000;

/**
 * Completes or gives up what was interrupted between its steps, by a crash or because inventory did not answer.
 * Several processes may run it at once: each order is given out to one of them.
 */
export function startCompleteJob(options: CompleteJobOptions): { stop(): Promise<void> } {
  const { intervalMs = COMPLETE_INTERVAL_MS, log } = options;
  const stopped = new AbortController();
  let round: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    round ??= completeOrders(options, stopped.signal)
      .catch((error: unknown) => log.warn({ err: error }, 'interrupted orders could not be completed'))
      .finally(() => (round = undefined));
  }, intervalMs);
  return {
    stop: async () => {
      clearInterval(timer);
      stopped.abort();
      await round;
    },
  };
}

/** One round, cut short by `signal` between two orders; returns how many came to rest. */
export async function completeOrders(options: CompleteJobOptions, signal?: AbortSignal): Promise<number> {
  const { orders, now, log } = options;
  const due = await orders.claimDue(now(), new Date(now().getTime() + LEASE_MS), COMPLETE_ROUND_MAX);
  let completed = 0;
  for (const { id, attempts } of due) {
    // What is left is given out again when its lease ends.
    if (signal?.aborted) break;
    const order = await orders.find(id);
    if (!order) continue;
    const { status } = await advanceOrder(options, order);
    if (isAtWork(status)) {
      await orders.postpone(id, new Date(now().getTime() + retryDelayMs(attempts)));
      continue;
    }
    completed += 1;
    log.info({ order: id, status, attempts }, 'interrupted order completed');
  }
  return completed;
}
