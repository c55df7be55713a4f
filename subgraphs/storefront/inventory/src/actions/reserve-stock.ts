import { codedError } from '@kontor/subgraph';
import type { Context } from '../context.js';
import { allocate, type ShortLine, type WantedLine } from '../domain/allocate.js';
import { findReserveProblem, HOLD_SECONDS_DEFAULT } from '../domain/input-rules.js';
import { isRepeated, type Reservation } from '../domain/reservation.js';

export interface ReserveStockInput {
  reservationId: string;
  lines: readonly WantedLine[];
  /** Default {@link HOLD_SECONDS_DEFAULT}. */
  holdSeconds?: number;
}

export type ReserveStockResult =
  | ({ __typename: 'Reservation' } & Reservation)
  | { __typename: 'StockShortage'; lines: readonly ShortLine[] };

/** Sets goods aside, all lines or none. Throws INPUT_INVALID and RESERVATION_CONFLICT. */
export async function reserveStock(
  { stores, now }: Context,
  input: ReserveStockInput,
): Promise<ReserveStockResult> {
  const { reservationId: id, lines, holdSeconds = HOLD_SECONDS_DEFAULT } = input;
  const problem = findReserveProblem({ reservationId: id, lines, holdSeconds });
  if (problem) throw codedError('INPUT_INVALID', problem);

  const outcome = await stores.reservations.reserve(
    {
      id,
      productIds: lines.map(({ productId }) => productId),
      expiresAt: new Date(now().getTime() + holdSeconds * 1_000),
    },
    (levels) => allocate(lines, levels),
  );
  switch (outcome.kind) {
    case 'reserved':
      return { __typename: 'Reservation', ...outcome.reservation };
    case 'existing':
      if (!isRepeated(outcome.reservation, lines))
        throw codedError('RESERVATION_CONFLICT', `Reservation "${id}" exists with other lines.`);
      return { __typename: 'Reservation', ...outcome.reservation };
    case 'short':
      return { __typename: 'StockShortage', lines: outcome.lines };
  }
}
