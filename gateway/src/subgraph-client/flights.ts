import { Flight, type FlightParts, type FlightPlan, type Landing } from './flight.js';

export interface Flights {
  /**
   * Waits for the fetch of this key that is in flight, or for one that is begun by `plan`; without a key, it is always a
   * new one. Ends early when `signal` is aborted.
   */
  board(key: string | undefined, plan: () => FlightPlan, signal: AbortSignal): Promise<Landing>;
}

/**
 * A fetch that may be joined, as long as it is in flight. The map holds this and not the fetch: a map that grows leaves its old
 * table behind, and what that holds the garbage collector takes for alive until it looks at everything.
 */
interface Berth {
  flight: Flight | undefined;
}

/**
 * Which fetches are in flight and may be joined. Nobody joins one that began before a mutation was answered: whoever has
 * that answer expects to see its effect.
 */
export function createFlights(parts: FlightParts): Flights {
  const joinable = new Map<string, Berth>();

  function begin(key: string | undefined, plan: FlightPlan): Flight {
    const berth: Berth = { flight: undefined };
    const flight = new Flight(plan, parts, () => {
      berth.flight = undefined;
      if (plan.kind === 'mutation') joinable.clear();
      else if (key !== undefined && joinable.get(key) === berth) joinable.delete(key);
    });
    if (key !== undefined && !flight.hasLanded) {
      berth.flight = flight;
      joinable.set(key, berth);
    }
    return flight;
  }

  return {
    board(key, plan, signal) {
      const known = key === undefined ? undefined : joinable.get(key)?.flight;
      return (known ?? begin(key, plan())).board(signal);
    },
  };
}
