import { Flight, type FlightParts, type FlightPlan, type Landing } from './flight.js';

export interface Flights {
  /**
   * Waits for the fetch of this key that is in flight, or for one that is begun by `plan`; without a key, it is always a
   * new one. Ends early when `signal` is aborted.
   */
  board(key: string | undefined, plan: () => FlightPlan, signal: AbortSignal): Promise<Landing>;
}

/**
 * Which fetches are in flight and may be joined. Nobody joins one that began before a mutation was answered: whoever has
 * that answer expects to see its effect.
 */
export function createFlights(parts: Omit<FlightParts, 'landed'>): Flights {
  const joinable = new Map<string, Flight>();

  const flightParts: FlightParts = {
    ...parts,
    landed(flight, { key, kind }) {
      if (kind === 'mutation') joinable.clear();
      else if (key !== undefined && joinable.get(key) === flight) joinable.delete(key);
    },
  };

  return {
    board(key, plan, signal) {
      const known = key === undefined ? undefined : joinable.get(key);
      if (known) return known.board(signal);
      const flight = new Flight(plan(), flightParts);
      if (key !== undefined && !flight.hasLanded) joinable.set(key, flight);
      return flight.board(signal);
    },
  };
}
