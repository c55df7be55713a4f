import { describe, expect, it } from '@jest/globals';
import {
  isRepeated,
  transitionOf,
  type Reservation,
  type ReservationEvent,
  type ReservationStatus,
} from './reservation.js';

const STATUSES: readonly ReservationStatus[] = ['ACTIVE', 'CONFIRMED', 'RELEASED', 'EXPIRED'];
const EVENTS: readonly ReservationEvent[] = ['confirm', 'release', 'expire'];

describe('transitionOf', () => {
  it.each([
    ['ACTIVE', 'confirm', 'CONFIRMED', 'leave'],
    ['ACTIVE', 'release', 'RELEASED', 'become free'],
    ['ACTIVE', 'expire', 'EXPIRED', 'become free'],
    ['CONFIRMED', 'release', 'RELEASED', 'return'],
  ] as const)('moves %s by %s to %s: the goods %s', (from, event, to, goods) => {
    expect(transitionOf(from, event)).toEqual({ kind: 'move', from, to, goods });
  });

  it('stays where it is on every other event', () => {
    const moves = STATUSES.flatMap((status) => EVENTS.map((event) => transitionOf(status, event))).filter(
      ({ kind }) => kind === 'move',
    );
    expect(moves).toHaveLength(4);
  });

  it('changes nothing when an event is repeated', () => {
    for (const status of STATUSES)
      for (const event of EVENTS) {
        const first = transitionOf(status, event);
        if (first.kind === 'move') expect(transitionOf(first.to, event)).toEqual({ kind: 'stay' });
      }
  });
});

describe('isRepeated', () => {
  const reservation = (allocations: Reservation['allocations']): Reservation => ({
    id: 'r1',
    status: 'ACTIVE',
    allocations,
    expiresAt: new Date(0),
  });

  it('knows the same lines again', () => {
    const made = reservation([{ productId: 'lamp', warehouseCode: 'BER', quantity: 2 }]);
    expect(isRepeated(made, [{ productId: 'lamp', quantity: 2 }])).toBe(true);
    expect(isRepeated(made, [{ productId: 'lamp', quantity: 3 }])).toBe(false);
  });

  it('takes one that was released before it was made as an answer to any lines', () => {
    expect(isRepeated(reservation([]), [{ productId: 'lamp', quantity: 2 }])).toBe(true);
  });
});
