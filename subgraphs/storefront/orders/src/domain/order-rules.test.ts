import { describe, expect, it } from '@jest/globals';
import { isSameRequest, wasPlaced, type OrderWithLines } from './order.js';
import { findRequestProblem, LINES_MAX, priceLines } from './order-rules.js';

describe('findRequestProblem', () => {
  const line = { productId: 'lamp', quantity: 1 };
  const good = { idempotencyKey: 'purchase-1', lines: [line] };

  it('accepts what is right', () => {
    expect(findRequestProblem(good)).toBeUndefined();
  });

  it.each([
    [{ idempotencyKey: 'short' }, /idempotencyKey/],
    [{ idempotencyKey: 'x'.repeat(65) }, /idempotencyKey/],
    [{ lines: [] }, /lines/],
    [
      { lines: Array.from({ length: LINES_MAX + 1 }, (_, at) => ({ productId: `p${at}`, quantity: 1 })) },
      /lines/,
    ],
    [{ lines: [{ productId: 'lamp', quantity: 0 }] }, /quantity/],
    [{ lines: [{ productId: 'lamp', quantity: 101 }] }, /quantity/],
    [{ lines: [line, line] }, /one line only/],
  ])('refuses %j', (wrong, problem) => {
    expect(findRequestProblem({ ...good, ...wrong })).toMatch(problem);
  });
});

describe('priceLines', () => {
  const quote = (productId: string, unitPriceMinor: number, currency = 'EUR') => ({
    productId,
    sku: productId.toUpperCase(),
    unitPriceMinor,
    currency,
  });
  const lamp = { productId: 'lamp', quantity: 2 };
  const chair = { productId: 'chair', quantity: 1 };

  it('adds up, in the order of the lines', () => {
    expect(priceLines([lamp, chair], [quote('chair', 8_900), quote('lamp', 1_995)])).toEqual({
      kind: 'priced',
      lines: [
        { ...lamp, sku: 'LAMP', unitPriceMinor: 1_995 },
        { ...chair, sku: 'CHAIR', unitPriceMinor: 8_900 },
      ],
      totalMinor: 12_890,
      currency: 'EUR',
    });
  });

  it('names the product that is not there', () => {
    expect(priceLines([lamp, chair], [quote('lamp', 1)])).toEqual({ kind: 'not found', productId: 'chair' });
  });

  it('refuses two currencies and a total that does not fit', () => {
    expect(priceLines([lamp, chair], [quote('lamp', 1), quote('chair', 1, 'SEK')]).kind).toBe('invalid');
    expect(priceLines([lamp], [quote('lamp', 2_000_000_000)]).kind).toBe('invalid');
  });
});

describe('an order', () => {
  const line = {
    orderId: 'o',
    position: 1,
    productId: 'lamp',
    sku: 'L',
    quantity: 2,
    unitPriceMinor: 1,
    shipsFrom: [],
  };
  const order: OrderWithLines = {
    id: 'o',
    serial: 1,
    buyerId: 'b',
    status: 'PENDING',
    totalMinor: 2,
    currency: 'EUR',
    placedAt: new Date(0),
    closedAt: null,
    shortage: null,
    lines: [line],
  };

  it('knows the request it came from', () => {
    expect(isSameRequest(order, [{ productId: 'lamp', quantity: 2 }])).toBe(true);
    expect(isSameRequest(order, [{ productId: 'lamp', quantity: 1 }])).toBe(false);
    expect(isSameRequest(order, [{ productId: 'chair', quantity: 2 }])).toBe(false);
    expect(isSameRequest(order, [])).toBe(false);
  });

  it('was placed once its goods come from somewhere', () => {
    expect(wasPlaced(order)).toBe(false);
    expect(wasPlaced({ ...order, lines: [{ ...line, shipsFrom: ['BER'] }] })).toBe(true);
  });
});
