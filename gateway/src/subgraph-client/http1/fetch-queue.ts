/** First come, first served; whoever waits may leave. */
export class FetchQueue<T extends object> {
  /** `undefined`: has left. */
  #places: (T | undefined)[] = [];
  #first = 0;
  readonly #placeOf = new Map<T, number>();

  get size(): number {
    return this.#placeOf.size;
  }

  add(item: T): void {
    this.#placeOf.set(item, this.#places.push(item) - 1);
  }

  take(): T | undefined {
    while (this.#first < this.#places.length) {
      const item = this.#places[this.#first];
      this.#places[this.#first++] = undefined;
      if (item === undefined) continue;
      this.#placeOf.delete(item);
      if (this.#placeOf.size === 0) this.#clear();
      return item;
    }
    this.#clear();
    return undefined;
  }

  /** False: it does not wait here. */
  remove(item: T): boolean {
    const place = this.#placeOf.get(item);
    if (place === undefined) return false;
    this.#places[place] = undefined;
    this.#placeOf.delete(item);
    if (this.#places.length > 64 && this.#places.length > 4 * this.#placeOf.size) this.#compact();
    return true;
  }

  #clear(): void {
    this.#places = [];
    this.#first = 0;
  }

  #compact(): void {
    this.#places = this.#places.filter((item) => item !== undefined);
    this.#first = 0;
    this.#places.forEach((item, place) => item && this.#placeOf.set(item, place));
  }
}
