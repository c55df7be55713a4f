import { describe, expect, it } from '@jest/globals';
import { findForbiddenKey } from './yaml-limits.js';

describe('the key that no configuration may have', () => {
  it.each([
    ['nothing', undefined],
    ['a text', 'x'],
    ['other names that objects inherit', { constructor: { toString: 1 } }],
  ])('is not in %s', (_what, value) => expect(findForbiddenKey(value)).toBeUndefined());

  it('is found wherever it is', () => {
    expect(findForbiddenKey(JSON.parse('{"a":[{"b":{"__proto__":1}}]}'))).toEqual([
      'a',
      '0',
      'b',
      '__proto__',
    ]);
  });

  it('is looked for once in what refers to itself', () => {
    const value: Record<string, unknown> = {};
    value['self'] = value;
    expect(findForbiddenKey(value)).toBeUndefined();
  });
});
