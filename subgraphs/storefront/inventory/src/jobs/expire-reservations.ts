import type { Logger } from '@kontor/subgraph';
import { transitionOf } from '../domain/reservation.js';
import type { ReservationStore } from '../store/reservation-store.js';

export interface ExpireJobOptions {
  reservations: ReservationStore;
  now: () => Date;
  log: Logger;
  intervalMs?: number;
}

export const EXPIRE_INTERVAL_MS = 10_000;
/** Reservations looked at in one round; the next round takes the next ones. */
export const EXPIRE_ROUND_MAX = 100;

/** Gives back what nobody confirmed in time, round by round, until stopped. Several processes may run it at once. */
export function startExpireJob(options: ExpireJobOptions): { stop(): Promise<void> } {
  const { intervalMs = EXPIRE_INTERVAL_MS, log } = options;
  let round: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    round ??= expireReservations(options)
      .catch((error: unknown) => log.warn({ err: error }, 'reservations could not be expired'))
      .finally(() => (round = undefined));
  }, intervalMs);
  return {
    stop: async () => {
      clearInterval(timer);
      await round;
    },
  };
}

/** One round; returns how many were expired. */
export async function expireReservations({ reservations, now, log }: ExpireJobOptions): Promise<number> {
  const overdue = await reservations.overdue(now(), EXPIRE_ROUND_MAX);
  let expired = 0;
  for (const id of overdue) {
    const reservation = await reservations.move(id, ({ status }) => transitionOf(status, 'expire'));
    if (reservation?.status === 'EXPIRED') expired += 1;
  }
  if (expired > 0) log.info({ expired }, 'reservations expired');
  return expired;
}
