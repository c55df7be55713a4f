import { codedError } from '@kontor/subgraph';
import type { Context } from '../context.js';
import { findReservationIdProblem } from '../domain/input-rules.js';
import { transitionOf, type Reservation } from '../domain/reservation.js';

/** Gives goods back, reserved or taken; an id never seen is recorded as released. Throws INPUT_INVALID. */
export async function releaseReservation({ stores, now }: Context, id: string): Promise<Reservation> {
  const problem = findReservationIdProblem(id);
  if (problem) throw codedError('INPUT_INVALID', problem);
  const release = () => stores.reservations.move(id, ({ status }) => transitionOf(status, 'release'));

  const known = await release();
  if (known) return known;
  await stores.reservations.recordReleased(id, now());
  // It may have been made in between; then this releases it.
  const recorded = await release();
  if (!recorded) throw new Error(`Reservation "${id}" is neither there nor recorded as released.`);
  return recorded;
}
