import { describe, expect, it } from '@jest/globals';
import { until } from '../../../test/support/gateway/until.js';
import { createDeadlines } from './deadlines.js';

describe('deadlines', () => {
  it('expire in their order, those that ended not at all', async () => {
    const expired: string[] = [];
    const timed = (name: string) => ({ expire: () => void expired.push(name) });
    const deadlines = createDeadlines();
    const [first] = ['a', 'b', 'c'].map((name) => deadlines.start(timed(name), 20));
    deadlines.start(timed('long'), 60_000);
    deadlines.start(timed('short'), 1);
    if (first) deadlines.end(first);
    await until('the others have expired', () => expired.length === 3);
    expect(expired).toEqual(['short', 'b', 'c']);
  });

  it('never expire before their time, and once', async () => {
    const deadlines = createDeadlines();
    const startedAtMs = performance.now();
    const tookMs: number[] = [];
    for (let i = 0; i < 50; i++)
      deadlines.start({ expire: () => void tookMs.push(performance.now() - startedAtMs) }, 10 + (i % 5));
    await until('all have expired', () => tookMs.length === 50);
    expect(Math.min(...tookMs)).toBeGreaterThanOrEqual(10);
  });

  it('can be ended twice, and while others expire', async () => {
    const deadlines = createDeadlines();
    const expired: string[] = [];
    deadlines.start({ expire: () => (expired.push('first'), deadlines.end(second), undefined) }, 5);
    const second = deadlines.start({ expire: () => void expired.push('second') }, 5);
    deadlines.start({ expire: () => void expired.push('third') }, 5);
    await until('the third has expired', () => expired.includes('third'));
    deadlines.end(second);
    expect(expired).toEqual(['first', 'third']);
  });
});
