import { describe, expect, it } from '@jest/globals';
import { decideCancel, HOLD_SECONDS, nextStep, PENDING_LIFE_MS, retryDelayMs } from './order-state.js';

const now = new Date('2026-11-01T12:00:00Z');
const before = (ms: number) => new Date(now.getTime() - ms);

describe('nextStep', () => {
  it('takes goods for an order that is being placed, until it is too old', () => {
    expect(nextStep({ status: 'PENDING', placedAt: now }, now)).toEqual({ kind: 'take goods' });
    expect(nextStep({ status: 'PENDING', placedAt: before(PENDING_LIFE_MS) }, now)).toEqual({
      kind: 'take goods',
    });
    expect(nextStep({ status: 'PENDING', placedAt: before(PENDING_LIFE_MS + 1) }, now)).toEqual({
      kind: 'give up',
    });
  });

  it('gives goods back for an order that is being cancelled, however old', () => {
    expect(nextStep({ status: 'CANCELLING', placedAt: new Date(0) }, now)).toEqual({
      kind: 'give goods back',
    });
  });

  it.each(['PLACED', 'SHIPPED', 'DELIVERED', 'CANCELLED', 'REJECTED'] as const)(
    'leaves %s alone',
    (status) => {
      expect(nextStep({ status, placedAt: new Date(0) }, now)).toEqual({ kind: 'rest' });
    },
  );

  it('gives up before inventory lets go', () => {
    expect(PENDING_LIFE_MS).toBeLessThan(HOLD_SECONDS * 1_000);
  });
});

describe('decideCancel', () => {
  it.each([
    ['PENDING', { kind: 'cancel', from: 'PENDING' }],
    ['PLACED', { kind: 'cancel', from: 'PLACED' }],
    ['CANCELLING', { kind: 'cancelled' }],
    ['CANCELLED', { kind: 'cancelled' }],
    ['SHIPPED', { kind: 'too late' }],
    ['DELIVERED', { kind: 'too late' }],
    ['REJECTED', { kind: 'too late' }],
  ] as const)('%s', (status, decision) => {
    expect(decideCancel(status)).toEqual(decision);
  });
});

describe('retryDelayMs', () => {
  it('doubles up to a minute', () => {
    expect([0, 1, 2, 5, 100].map(retryDelayMs)).toEqual([2_000, 4_000, 8_000, 60_000, 60_000]);
  });
});
