import { describe, expect, it } from '@jest/globals';
import { estimateShipping } from './shipping.js';

const product = (amountMinor: number, weightGrams: number) => ({
  price: { amountMinor, currency: 'EUR' },
  weightGrams,
});

describe('estimateShipping', () => {
  it.each([
    ['a kilogram nearby', product(2_000, 1_000), 'DE', 490, 1, 3],
    ['each further kilogram begun', product(2_000, 2_001), 'FR', 610, 1, 3],
    ['free from a price on', product(7_500, 9_000), 'PL', 0, 1, 3],
    ['one cent below that price', product(7_499, 1_000), 'PL', 490, 1, 3],
    ['the rest of the Union', product(2_000, 1_000), 'SE', 890, 2, 5],
    ['the rest of the world, never free', product(99_900, 1_000), 'JP', 1_990, 5, 14],
    ['freight, never free', product(99_900, 40_000), 'DE', 490 + 39 * 60 + 3_900, 5, 7],
  ])('%s', (_, sent, country, amountMinor, daysMin, daysMax) => {
    expect(estimateShipping(sent, country)).toEqual({
      kind: 'estimate',
      estimate: { cost: { amountMinor, currency: 'EUR' }, daysMin, daysMax },
    });
  });

  it.each(['', 'de', 'DEU', 'D1'])('refuses the country "%s"', (country) => {
    expect(estimateShipping(product(1, 1), country).kind).toBe('invalid');
  });
});
