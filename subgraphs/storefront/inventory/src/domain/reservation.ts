/**
 * A reservation's life:
 *
 *        reserve              confirm                  release
 *   (none) ────────▶ ACTIVE ──────────────▶ CONFIRMED ──────────────▶ RELEASED
 *      │               │  goods leave                 goods return       ▲
 *      │               ├──────────────────── release ────────────────────┤
 *      │               │                          goods are free again   │
 *      │               └──── expire ────▶ EXPIRED                        │
 *      └────────────────────────── release ──────────────────────────────┘
 *                            (so that a late reserve finds it taken)
 *
 * Every other event leaves it as it is: callers repeat what they are not sure of.
 */
import { coversExactly, type Allocation, type WantedLine } from './allocate.js';

export type ReservationStatus = 'ACTIVE' | 'CONFIRMED' | 'RELEASED' | 'EXPIRED';
export type ReservationEvent = 'confirm' | 'release' | 'expire';

export interface Reservation {
  id: string;
  status: ReservationStatus;
  /** Kept after the goods were given back, as a record of what they were. */
  allocations: readonly Allocation[];
  expiresAt: Date;
}

/** What becomes of the allocated goods. */
export type StockEffect = 'leave' | 'become free' | 'return';

export type Transition =
  { kind: 'stay' } | { kind: 'move'; from: ReservationStatus; to: ReservationStatus; goods: StockEffect };

const STAY: Transition = { kind: 'stay' };

export function transitionOf(status: ReservationStatus, event: ReservationEvent): Transition {
  switch (event) {
    case 'confirm':
      return status === 'ACTIVE' ? { kind: 'move', from: status, to: 'CONFIRMED', goods: 'leave' } : STAY;
    case 'release':
      if (status === 'ACTIVE') return { kind: 'move', from: status, to: 'RELEASED', goods: 'become free' };
      return status === 'CONFIRMED' ? { kind: 'move', from: status, to: 'RELEASED', goods: 'return' } : STAY;
    case 'expire':
      return status === 'ACTIVE' ? { kind: 'move', from: status, to: 'EXPIRED', goods: 'become free' } : STAY;
  }
}

/** Is this the reservation that the same call made before? One without allocations was released before it was made. */
export const isRepeated = ({ allocations }: Reservation, lines: readonly WantedLine[]): boolean =>
  allocations.length === 0 || coversExactly(allocations, lines);
