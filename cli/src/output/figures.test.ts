import { describe, expect, it } from '@jest/globals';
import { formatBytes, formatCount } from './figures.js';

describe('figures for people', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [4_249_000, '4.2 MB'],
    [999_600, '1.0 MB'],
    [123_456_789, '123 MB'],
    [5e15, '5000 TB'],
  ])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it('counts are parted by thousands', () => expect(formatCount(1_234_567)).toBe('1,234,567'));
});
