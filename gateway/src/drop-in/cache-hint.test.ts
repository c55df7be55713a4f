import { expect, it } from '@jest/globals';
import { readCacheHint } from './cache-hint.js';

it.each([
  [undefined, { maxAge: 0 }],
  ['', { maxAge: 0 }],
  ['max-age=60', { maxAge: 60 }],
  ['max-age="60", public', { maxAge: 60, scope: 'PUBLIC' }],
  ['Max-Age = 60 , PRIVATE', { maxAge: 60, scope: 'PRIVATE' }],
  ['private, max-age=60, public', { maxAge: 60, scope: 'PUBLIC' }],
  ['max-age=-1', { maxAge: 0 }],
  ['max-age=1e9', { maxAge: 0 }],
  ['no-store, max-age=60', { maxAge: 0 }],
  ['s-maxage=60', { maxAge: 0 }],
])('reads %s', (header, hint) => {
  expect(readCacheHint(header)).toEqual(hint);
});
