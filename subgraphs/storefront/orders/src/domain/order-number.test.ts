import { describe, expect, it } from '@jest/globals';
import { readOrderNumber, toOrderNumber } from './order-number.js';

describe('order numbers', () => {
  it.each([1, 417, 20_000, 2_147_483_647])('are read back: %i', (serial) => {
    expect(readOrderNumber(toOrderNumber(serial))).toBe(serial);
  });

  it('are read as buyers write them', () => {
    expect(readOrderNumber(' k-100417 ')).toBe(417);
  });

  it.each(['', 'K-', '100417', 'K-100000', 'K-99999', 'K-1e6', 'K-9999999999', "K-100417' --"])(
    'are not made of "%s"',
    (number) => {
      expect(readOrderNumber(number)).toBeUndefined();
    },
  );
});
