import { describe, expect, it } from '@jest/globals';
import { ERROR_CODES } from '@kontor/protocol';
import { errorBody, pathOf } from './errors.js';

describe('errorBody', () => {
  it('says what happened and what to do', () => {
    expect(errorBody('KEY_INVALID')).toEqual({
      error: { code: 'KEY_INVALID', message: ERROR_CODES.KEY_INVALID.what, fix: ERROR_CODES.KEY_INVALID.fix },
    });
  });

  it('takes a more exact message', () => {
    expect(errorBody('INPUT_INVALID', 'first: too many').error.message).toBe('first: too many');
  });
});

describe('pathOf', () => {
  it('leaves the query out, where secrets may be', () => {
    expect(pathOf('/a/b?key=secret')).toBe('/a/b');
    expect(pathOf('/a')).toBe('/a');
  });
});
