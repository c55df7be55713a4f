import { expect, it } from '@jest/globals';
import { isNamedBy } from './conditional-request.js';

it.each([
  [undefined, false],
  ['', false],
  ['"sha256-a"', true],
  ['W/"sha256-a"', true],
  ['"sha256-b"', false],
  ['"sha256-b", "sha256-a"', true],
  ['*', true],
  ['sha256-a', false],
])('if-none-match %s names the hash: %s', (header, named) => {
  expect(isNamedBy(header, 'sha256-a')).toBe(named);
});
