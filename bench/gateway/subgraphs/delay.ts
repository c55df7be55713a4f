/** Beyond this many at a time, clients wait for a busy gateway, and a millisecond more or less is nothing. */
const PRECISE_MAX = 8;

/**
 * Calls back after a constant delay. For few at a time to a fraction of a millisecond, which timers alone do not give: a
 * timer that ends early, then a look at each turn of the loop. First come, first called.
 */
export class Delay {
  delayMs = 0;
  #waiting: { readonly dueAt: number; readonly call: () => void }[] = [];
  #awake = false;

  after(call: () => void): void {
    if (this.delayMs === 0) return call();
    this.#waiting.push({ dueAt: performance.now() + this.delayMs, call });
    if (!this.#awake) this.#sleep();
  }

  #sleep(): void {
    const [first] = this.#waiting;
    this.#awake = first !== undefined;
    if (!first) return;
    const leftMs = first.dueAt - performance.now();
    const wake = () => this.#wake();
    if (this.#waiting.length > PRECISE_MAX) setTimeout(wake, Math.max(1, Math.round(leftMs)));
    else if (leftMs > 2) setTimeout(wake, Math.floor(leftMs) - 1);
    else setImmediate(wake);
  }

  #wake(): void {
    const now = performance.now();
    let due = 0;
    while ((this.#waiting[due]?.dueAt ?? Infinity) <= now) due += 1;
    const calls = this.#waiting.splice(0, due);
    for (const { call } of calls) call();
    this.#sleep();
  }
}
