/**
 * When a subgraph restarts, its port is closed for a moment. A query waits for it; everything else is told at once.
 *
 *   reachable --connection fails--> unreachable since t --connection succeeds--> reachable
 *                                    retries end at t + retryWindowMs, so that a subgraph that is down for long
 *                                    costs each request one attempt and no waiting
 */
export type RetryDecision = { kind: 'retry'; delayMs: number } | { kind: 'give-up' };

export interface RetryFacts {
  /** Sending it twice can do no harm. */
  safeToRepeat: boolean;
  /** Attempts made so far, from 1. */
  attempts: number;
  nowMs: number;
  /** When the fetch's time is up. */
  deadlineAtMs: number;
  unreachableSinceMs: number;
  retryWindowMs: number;
  /** 0 to 1. */
  jitter: number;
}

const DELAY_MS_FIRST = 20;
const DELAY_MS_MAX = 300;

export function decideRetry(facts: RetryFacts): RetryDecision {
  if (!facts.safeToRepeat) return { kind: 'give-up' };
  // The first failure is often a kept connection that was closed under the request: worth a try at once.
  const delayMs =
    facts.attempts === 1
      ? 0
      : Math.min(DELAY_MS_MAX, DELAY_MS_FIRST * 2 ** (facts.attempts - 2)) * (0.5 + facts.jitter / 2);
  const lastMoment = Math.min(facts.deadlineAtMs, facts.unreachableSinceMs + facts.retryWindowMs);
  return facts.nowMs + delayMs < lastMoment ? { kind: 'retry', delayMs } : { kind: 'give-up' };
}
