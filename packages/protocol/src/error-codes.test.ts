import { describe, expect, it } from '@jest/globals';
import { ERROR_CODES, findErrorCode } from './error-codes.js';

describe('error codes', () => {
  it.each(Object.entries(ERROR_CODES))('%s says what happened, why and what to do', (code, entry) => {
    expect(code).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
    for (const text of [entry.what, entry.why, entry.fix]) expect(text).toMatch(/^[^\s].{10,}[.!?`)]$/s);
  });

  it('knows nothing of the prototype', () => {
    expect(findErrorCode('constructor')).toBeUndefined();
    expect(findErrorCode('__proto__')).toBeUndefined();
    expect(findErrorCode('KEY_INVALID')).toBeDefined();
  });
});
