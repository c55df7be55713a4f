import { codedError } from '@kontor/subgraph';
import type { Context } from '../context.js';
import { transitionOf, type Reservation } from '../domain/reservation.js';

/** Takes reserved goods out of the warehouse, if they still are reserved. Throws RESERVATION_NOT_FOUND. */
export async function confirmReservation({ stores }: Context, id: string): Promise<Reservation> {
  const reservation = await stores.reservations.move(id, ({ status }) => transitionOf(status, 'confirm'));
  if (!reservation) throw codedError('RESERVATION_NOT_FOUND', `There is no reservation "${id}".`);
  return reservation;
}
