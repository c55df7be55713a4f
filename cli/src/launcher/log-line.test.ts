import { describe, expect, it } from '@jest/globals';
import { createQuota, remarkOf } from './log-line.js';

describe('remarkOf', () => {
  it('shows warnings and worse with code, message, cause and advice', () => {
    const line = JSON.stringify({
      level: 'error',
      code: 'X_DOWN',
      msg: 'lost it',
      err: { message: 'refused' },
      fix: 'look',
    });
    expect(remarkOf(line)).toEqual({ level: 'error', text: 'X_DOWN lost it (refused) fix: look' });
  });

  it.each([
    ['information', '{"level":"info","msg":"listening"}'],
    ['text that is no JSON', 'Error: at somewhere'],
    ['JSON that is cut short', '{"level":"error","msg":"ab'],
  ])('is silent about %s', (_, line) => {
    expect(remarkOf(line)).toBeUndefined();
  });

  it('never shows a whole stack', () => {
    expect(remarkOf(JSON.stringify({ level: 'warn', msg: 'x'.repeat(5_000) }))?.text).toHaveLength(300);
  });
});

describe('createQuota', () => {
  it('lets a few lines per window through and tells later how many it left out', () => {
    const take = createQuota({ linesMax: 2, windowMs: 1_000 });
    expect([0, 10, 20, 30].map((now) => take(now).show)).toEqual([true, true, false, false]);
    expect(take(1_000)).toEqual({ show: true, suppressed: 2 });
    expect(take(1_001)).toEqual({ show: true, suppressed: 0 });
  });
});
