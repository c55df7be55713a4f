import { describe, expect, it } from '@jest/globals';
import { jsonText } from './json-text.js';

describe('the JSON text of an answered value', () => {
  it.each([
    'plain',
    'x "quoted" \\ y',
    'line\nline',
    'é😀\u2028',
    'long '.repeat(20),
    '',
    0,
    -7,
    2 ** 31,
    1.5,
    1e21,
    true,
    false,
    null,
    { a: [1, { b: null }] },
    [],
    [[{ wrong: true }]],
  ])('is what JSON says of %j', (value) => {
    expect(jsonText(value)).toBe(JSON.stringify(value));
  });
});
