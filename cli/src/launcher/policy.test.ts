import { describe, expect, it } from '@jest/globals';
import { type RestartHistory, decideRestart } from './policy.js';

const limits = { restartsMax: 3, windowMs: 10_000, backoffFirstMs: 100, backoffMaxMs: 250 };

/** Lets a process end at each of the given times and returns what was decided each time. */
function exits(...times: number[]): string[] {
  let history: RestartHistory = [];
  return times.map((now) => {
    const decision = decideRestart(history, now, limits);
    if (decision.kind === 'give-up') return `give up after ${decision.restarts}`;
    history = decision.history;
    return `restart after ${decision.afterMs}`;
  });
}

describe('decideRestart', () => {
  it('restarts the first time almost at once, then waits longer, up to a limit', () => {
    expect(exits(0, 1_000, 2_000)).toEqual(['restart after 100', 'restart after 200', 'restart after 250']);
  });

  it('gives up when the restarts of the window are used up', () => {
    expect(exits(0, 1_000, 2_000, 3_000).at(-1)).toBe('give up after 3');
  });

  it('forgets what lies before the window', () => {
    expect(exits(0, 1_000, 2_000, 20_000)).toEqual([
      'restart after 100',
      'restart after 200',
      'restart after 250',
      'restart after 100',
    ]);
  });

  it('never gives up on a process that ends once per window', () => {
    const times = Array.from({ length: 50 }, (_, index) => index * (limits.windowMs + 200));
    expect(new Set(exits(...times))).toEqual(new Set(['restart after 100']));
  });

  it('counts restarts, not exits: the one that is refused is none', () => {
    expect(exits(0, 1, 2, 3, 4)).toEqual([
      'restart after 100',
      'restart after 200',
      'restart after 250',
      'give up after 3',
      'give up after 3',
    ]);
  });
});
