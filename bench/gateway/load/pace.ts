/**
 * When one client asks next, in ms of the clock that it is given.
 *
 * With an interval, a request is due at its time however long the one before it took, and late answers are charged with the
 * waiting of those behind them: else a gateway that stops for a second would have spoilt one request instead of fifty.
 */
export class Pace {
  readonly #intervalMs: number;
  #dueAt: number;

  /** 0: the next request is due when the last one is answered. */
  constructor(intervalMs: number, firstAt: number) {
    this.#intervalMs = intervalMs;
    this.#dueAt = firstAt;
  }

  /** The moment from which the next request counts: `now` or later, or earlier when the client could not ask in time. */
  next(now: number): number {
    if (this.#intervalMs === 0) return now;
    const dueAt = this.#dueAt;
    this.#dueAt += this.#intervalMs;
    return dueAt;
  }
}
