import { describe, expect, it } from '@jest/globals';
import { allocate, coversExactly } from './allocate.js';
import type { StockLevel } from './stock.js';

const level = (productId: string, warehouseCode: string, onHand: number, reserved = 0): StockLevel => ({
  productId,
  warehouseCode,
  onHand,
  reserved,
});

describe('allocate', () => {
  it('takes a line from one warehouse when one has enough', () => {
    const levels = [level('lamp', 'BER', 3), level('lamp', 'LYS', 9)];
    expect(allocate([{ productId: 'lamp', quantity: 3 }], levels)).toEqual({
      kind: 'allocated',
      allocations: [{ productId: 'lamp', warehouseCode: 'LYS', quantity: 3 }],
    });
  });

  it('splits a line that no warehouse can serve alone', () => {
    const levels = [level('lamp', 'BER', 3), level('lamp', 'GDN', 1), level('lamp', 'LYS', 9, 5)];
    expect(allocate([{ productId: 'lamp', quantity: 6 }], levels)).toEqual({
      kind: 'allocated',
      allocations: [
        { productId: 'lamp', warehouseCode: 'LYS', quantity: 4 },
        { productId: 'lamp', warehouseCode: 'BER', quantity: 2 },
      ],
    });
  });

  it('takes the last one', () => {
    expect(allocate([{ productId: 'lamp', quantity: 1 }], [level('lamp', 'BER', 4, 3)]).kind).toBe(
      'allocated',
    );
  });

  it('gives all lines or none, and names each that is short', () => {
    const levels = [level('lamp', 'BER', 5), level('chair', 'BER', 2, 2)];
    const lines = [
      { productId: 'lamp', quantity: 1 },
      { productId: 'chair', quantity: 1 },
      { productId: 'unknown', quantity: 2 },
    ];
    expect(allocate(lines, levels)).toEqual({
      kind: 'short',
      lines: [
        { productId: 'chair', requested: 1, available: 0 },
        { productId: 'unknown', requested: 2, available: 0 },
      ],
    });
  });

  it('never takes more than there is, and always what is wanted', () => {
    for (let onHand = 0; onHand <= 4; onHand++)
      for (let elsewhere = 0; elsewhere <= 4; elsewhere++)
        for (let quantity = 1; quantity <= 9; quantity++) {
          const lines = [{ productId: 'lamp', quantity }];
          const result = allocate(lines, [level('lamp', 'BER', onHand), level('lamp', 'LYS', elsewhere)]);
          expect(result.kind).toBe(quantity <= onHand + elsewhere ? 'allocated' : 'short');
          if (result.kind !== 'allocated') continue;
          expect(coversExactly(result.allocations, lines)).toBe(true);
          const from = (code: string) =>
            result.allocations.find(({ warehouseCode }) => warehouseCode === code)?.quantity ?? 0;
          expect(from('BER')).toBeLessThanOrEqual(onHand);
          expect(from('LYS')).toBeLessThanOrEqual(elsewhere);
        }
  });
});

describe('coversExactly', () => {
  const allocations = [
    { productId: 'lamp', warehouseCode: 'BER', quantity: 1 },
    { productId: 'lamp', warehouseCode: 'LYS', quantity: 2 },
  ];

  it('adds up what comes from several warehouses', () => {
    expect(coversExactly(allocations, [{ productId: 'lamp', quantity: 3 }])).toBe(true);
  });

  it('tells another quantity, a missing and a further line apart', () => {
    expect(coversExactly(allocations, [{ productId: 'lamp', quantity: 2 }])).toBe(false);
    expect(coversExactly(allocations, [])).toBe(false);
    expect(
      coversExactly(allocations, [
        { productId: 'lamp', quantity: 3 },
        { productId: 'chair', quantity: 1 },
      ]),
    ).toBe(false);
  });
});
