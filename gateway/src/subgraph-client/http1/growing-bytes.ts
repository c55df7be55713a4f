const FIRST_BYTES = 16 * 1024;

/** Bytes that come in parts. Grows with what has come, never with what was announced. */
export class GrowingBytes {
  #bytes: Buffer;
  #length = 0;

  constructor(expected = 0) {
    this.#bytes = Buffer.allocUnsafe(Math.max(FIRST_BYTES, Math.min(expected, 8 * FIRST_BYTES)));
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
