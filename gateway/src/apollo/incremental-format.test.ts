import { describe, expect, it } from '@jest/globals';
import { incrementalFormat } from './incremental-format.js';

describe('the format of an answer in parts', () => {
  it.each([
    ['multipart/mixed;deferSpec=20220824,application/json', 'deferSpec=20220824'],
    ['multipart/mixed; deferSpec=20220824; q=0.5, application/json', 'deferSpec=20220824'],
    [
      'multipart/mixed; incrementalSpec="v0.2", multipart/mixed;deferSpec=20220824;q=0.9',
      'incrementalSpec=v0.2',
    ],
    ['multipart/mixed;deferSpec=20220824, multipart/mixed;incrementalSpec=v0.2', 'deferSpec=20220824'],
    ['application/json, multipart/mixed;deferSpec=20220824', 'deferSpec=20220824'],
    ['multipart/mixed;deferSpec=20220824, multipart/mixed;incrementalSpec=v0.2;q=0', 'deferSpec=20220824'],
    ['multipart/mixed', undefined],
    ['*/*', undefined],
    ['application/json', undefined],
    ['multipart/mixed;deferSpec=20990101', undefined],
    ['multipart/mixed;deferSpec=20220824;q=0', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('accept: %s', (accept, format) => {
    expect(incrementalFormat(accept)).toBe(format);
  });
});
