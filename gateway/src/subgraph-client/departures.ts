/** Something that is given up when nobody waits for it any more. */
export interface Departing {
  depart(): void;
}

/**
 * Who is to be told when a signal is aborted. Listening costs more than a fetch can spare, so each signal is listened to
 * once, however many fetches of its request there are.
 */
export interface Departures {
  watch(signal: AbortSignal, departing: Departing): void;
  forget(signal: AbortSignal, departing: Departing): void;
}

export function createDepartures(): Departures {
  const waiting = new WeakMap<AbortSignal, Set<Departing>>();
  return {
    watch(signal, departing) {
      const known = waiting.get(signal);
      if (known) return void known.add(departing);
      const all = new Set([departing]);
      waiting.set(signal, all);
      signal.addEventListener('abort', () => all.forEach((one) => one.depart()), { once: true });
    },
    forget: (signal, departing) => void waiting.get(signal)?.delete(departing),
  };
}
