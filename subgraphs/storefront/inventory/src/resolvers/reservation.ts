import type { ReservationResolvers } from '../generated/resolver-types.js';

export const Reservation: ReservationResolvers = {
  allocations: ({ allocations }) => [...allocations],
  expiresAt: ({ expiresAt }) => expiresAt.toISOString(),
};
