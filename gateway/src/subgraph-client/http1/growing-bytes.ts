const FIRST_BYTES = 16 * 1024;
const NOTHING: Buffer = Buffer.alloc(0);
/** What is worth keeping for the next body: most answers fit, and all connections together can afford it. */
const KEPT_BYTES_MAX = 128 * 1024;

/** Bytes that come in parts. Grows with what has come, never with what was announced. */
export class GrowingBytes {
  #bytes = NOTHING;
  #length = 0;

  /** Empty again, ready for about so many. */
  restart(expected = 0): void {
    this.#length = 0;
    const wanted = Math.max(FIRST_BYTES, Math.min(expected, KEPT_BYTES_MAX));
    if (this.#bytes.length < wanted || this.#bytes.length > KEPT_BYTES_MAX)
      this.#bytes = Buffer.allocUnsafe(wanted);
  }

  /** What was there is not needed any more. */
  drop(): void {
    this.#length = 0;
    if (this.#bytes.length > KEPT_BYTES_MAX) this.#bytes = NOTHING;
  }

  get length(): number {
    return this.#length;
  }

  /** Of `from` those from `start` to `end`. */
  add(from: Buffer, start: number, end: number): void {
    const needed = this.#length + end - start;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    from.copy(this.#bytes, this.#length, start, end);
    this.#length = needed;
  }

  /** Not a copy: to be read before more is added. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}
