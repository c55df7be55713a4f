import { Flight, type FlightParts, type FlightPlan, type Landing } from './flight.js';

export interface Flights {
  /**
   * Waits for the fetch of this key and this body that is in flight, or for one that is begun by `plan`; without a key, it is
   * always a new one. Ends early when `signal` is aborted.
   */
  board(key: string | undefined, body: string, plan: () => FlightPlan, signal: AbortSignal): Promise<Landing>;
}

/**
 * Which fetches are in flight and may be joined. Nobody joins one that began before a mutation was answered: whoever has
 * that answer expects to see its effect.
 */
export function createFlights(parts: FlightParts): Flights {
  /**
   * By their key. A map that grows leaves its old table behind, and what that holds the garbage collector takes for alive
   * until it looks at everything: so nothing long is a key, and a list is empty when its fetches have landed.
   */
  const joinable = new Map<string, Flight[]>();

  function begin(key: string | undefined, plan: FlightPlan): Flight {
    const flight = new Flight(plan, parts, (landed) => {
      if (plan.kind === 'mutation') forgetAll();
      else if (key !== undefined) forget(key, landed);
    });
    if (key !== undefined && !flight.hasLanded) {
      const known = joinable.get(key);
      if (known) known.push(flight);
      else joinable.set(key, [flight]);
    }
    return flight;
  }

  function forget(key: string, flight: Flight): void {
    const known = joinable.get(key);
    const at = known?.indexOf(flight) ?? -1;
    if (!known || at === -1) return;
    known.splice(at, 1);
    if (known.length === 0) joinable.delete(key);
  }

  function forgetAll(): void {
    for (const known of joinable.values()) known.length = 0;
    joinable.clear();
  }

  return {
    board(key, body, plan, signal) {
      const known = key === undefined ? undefined : joinable.get(key)?.find((flight) => flight.body === body);
      return (known ?? begin(key, plan())).board(signal);
    },
  };
}
