import { describe, expect, it } from '@jest/globals';
import { replacementFor, type ReplaceLimits } from './replace-policy.js';

const LIMITS: ReplaceLimits = { windowMs: 1_000, deathsMax: 4, backoffMsFirst: 10, backoffMsMax: 25 };

describe('replacing a worker that died', () => {
  it.each([
    ['the first at once', [5], true, { kind: 'after', delayMs: 0 }],
    ['the second a little later', [0, 5], true, { kind: 'after', delayMs: 10 }],
    ['the third after twice that', [0, 1, 5], false, { kind: 'after', delayMs: 20 }],
    ['never later than the most', [0, 1, 2, 5], false, { kind: 'after', delayMs: 25 }],
    ['what is long ago does not count', [0, 1, 2, 3, 2_000], false, { kind: 'after', delayMs: 0 }],
    ['too many, but others serve', [0, 1, 2, 3, 4], true, { kind: 'after', delayMs: 25 }],
    ['too many, and nobody serves', [0, 1, 2, 3, 4], false, { kind: 'give-up' }],
  ])('%s', (_what, deathsMs, othersServe, expected) => {
    expect(replacementFor(deathsMs, othersServe, LIMITS)).toEqual(expected);
  });
});
