import { describe, expect, it } from '@jest/globals';
import { decideRetry, type RetryFacts } from './retry.js';

const facts = (more: Partial<RetryFacts> = {}): RetryFacts => ({
  safeToRepeat: true,
  attempts: 1,
  nowMs: 1_000,
  deadlineAtMs: 11_000,
  unreachableSinceMs: 1_000,
  retryWindowMs: 5_000,
  jitter: 1,
  ...more,
});

describe('retry', () => {
  it('sends what is safe to repeat again: at once, then after growing pauses', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 30].map((attempts) => decideRetry(facts({ attempts })));
    expect(delays.map((decision) => decision.kind === 'retry' && decision.delayMs)).toEqual([
      0, 20, 40, 80, 160, 300, 300, 300,
    ]);
  });

  it('spreads the pauses', () => {
    expect(decideRetry(facts({ attempts: 3, jitter: 0 }))).toEqual({ kind: 'retry', delayMs: 20 });
  });

  it.each<[string, Partial<RetryFacts>]>([
    ['what may have been carried out', { safeToRepeat: false }],
    ['when the window is over', { nowMs: 6_001 }],
    ['when the subgraph was unreachable long before', { unreachableSinceMs: -60_000 }],
    ['when the pause would end after the window', { attempts: 9, nowMs: 5_900 }],
    ['when the fetch’s time would be over', { deadlineAtMs: 1_000 }],
  ])('gives up %s', (_, more) => {
    expect(decideRetry(facts(more))).toEqual({ kind: 'give-up' });
  });
});
