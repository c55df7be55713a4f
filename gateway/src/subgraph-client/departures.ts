/** Something that is given up when nobody waits for it any more. */
export interface Departing {
  depart(): void;
}

/** Where a signal carries those who wait. A WeakMap from signals would cost the garbage collector more than a fetch. */
const WAITING = Symbol('who waits for the abortion of this signal');

interface WatchedSignal extends AbortSignal {
  [WAITING]?: Set<Departing>;
}

/**
 * To be told when a signal is aborted. Listening costs more than a fetch can spare, so each signal is listened to once,
 * however many fetches of its request there are.
 */
export function watchDeparture(signal: WatchedSignal, departing: Departing): void {
  const known = signal[WAITING];
  if (known) return void known.add(departing);
  const all = new Set([departing]);
  signal[WAITING] = all;
  signal.addEventListener('abort', () => all.forEach((one) => one.depart()), { once: true });
}

export function forgetDeparture(signal: WatchedSignal, departing: Departing): void {
  signal[WAITING]?.delete(departing);
}
