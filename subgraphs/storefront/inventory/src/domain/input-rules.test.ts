import { describe, expect, it } from '@jest/globals';
import { findDeliveryProblem, findReserveProblem, LINES_MAX } from './input-rules.js';

describe('findReserveProblem', () => {
  const good = { reservationId: 'r1', lines: [{ productId: 'lamp', quantity: 1 }], holdSeconds: 900 };

  it('accepts what is right', () => {
    expect(findReserveProblem(good)).toBeUndefined();
  });

  it.each([
    [{ reservationId: '' }, /reservation id/],
    [{ reservationId: 'x'.repeat(65) }, /reservation id/],
    [{ lines: [] }, /lines/],
    [
      { lines: Array.from({ length: LINES_MAX + 1 }, (_, at) => ({ productId: `p${at}`, quantity: 1 })) },
      /lines/,
    ],
    [{ lines: [{ productId: 'lamp', quantity: 0 }] }, /quantity/],
    [{ lines: [{ productId: 'lamp', quantity: 1_001 }] }, /quantity/],
    [{ lines: [good.lines[0], good.lines[0]] as typeof good.lines }, /one line only/],
    [{ holdSeconds: 9 }, /holdSeconds/],
    [{ holdSeconds: 86_401 }, /holdSeconds/],
  ])('refuses %j', (wrong, problem) => {
    expect(findReserveProblem({ ...good, ...wrong })).toMatch(problem);
  });
});

describe('findDeliveryProblem', () => {
  const good = { deliveryNumber: 'D-1', productId: 'lamp', quantity: 10 };

  it('accepts what is right', () => {
    expect(findDeliveryProblem(good)).toBeUndefined();
  });

  it.each([
    [{ deliveryNumber: '  ' }, /deliveryNumber/],
    [{ deliveryNumber: 'x'.repeat(65) }, /deliveryNumber/],
    [{ productId: '' }, /productId/],
    [{ quantity: 0 }, /quantity/],
    [{ quantity: 100_001 }, /quantity/],
  ])('refuses %j', (wrong, problem) => {
    expect(findDeliveryProblem({ ...good, ...wrong })).toMatch(problem);
  });
});
