import { describe, expect, it } from '@jest/globals';
import { readExpiry } from './api-key-create.js';

const now = Date.parse('2026-11-22T00:00:00Z');

describe('--expires', () => {
  it.each([
    ['12h', '2026-11-22T12:00:00.000Z'],
    ['30d', '2026-12-22T00:00:00.000Z'],
    ['2027-01-31T00:00:00Z', '2027-01-31T00:00:00.000Z'],
    ['2027-01-31', '2027-01-31T00:00:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(readExpiry(text, now)).toBe(expected);
  });

  it.each([
    'soon',
    '30',
    '0h',
    '-1d',
    '2020-01-01T00:00:00Z',
    '9999d',
    '2027-13-01T00:00:00Z',
    'Jan 31 2027',
  ])('refuses %s', (text) => {
    expect(() => readExpiry(text, now)).toThrow(
      expect.objectContaining({ code: 'USAGE_INVALID', exitCode: 3 }),
    );
  });
});
