const FIRST_BYTES = 64 * 1024;
/** What is worth keeping for the next text. */
const KEPT_BYTES_MAX = 1024 * 1024;
/** Beyond this, the engine's own copying is faster than a loop. */
const LOOP_LENGTH_MAX = 64;

const SPACE = 0x20;
const QUOTE = 0x22;
const MINUS = 0x2d;
const ZERO = 0x30;
const BACKSLASH = 0x5c;
const LATIN1_END = 0x100;

/**
 * JSON text in one room that is used again and again: a text that is put together of thousands of strings costs as many
 * objects. What has characters beyond Latin-1 does not fit; who is told so writes it as strings.
 *
 *   restart ─> constant, value, … ─> mark … rewind ─> take
 */
export class Latin1Writer {
  #bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #at = 0;

  restart(): void {
    this.#at = 0;
    if (this.#bytes.length > KEPT_BYTES_MAX) this.#bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  }

  get length(): number {
    return this.#at;
  }

  /** Forgets what was written after it was so long. */
  rewind(length: number): void {
    this.#at = length;
  }

  take(): string {
    return this.#bytes.toString('latin1', 0, this.#at);
  }

  constant(text: Uint8Array): void {
    const { length } = text;
    this.#makeRoom(length);
    const bytes = this.#bytes;
    const at = this.#at;
    for (let i = 0; i < length; i++) bytes[at + i] = text[i] as number;
    this.#at = at + length;
  }

  /** JSON of what JSON.parse gave; false: it does not fit, and some of it may have been written. */
  value(value: unknown): boolean {
    if (typeof value === 'string') return this.#plain(value) || this.text(JSON.stringify(value));
    if (((value as number) | 0) === value) {
      this.#int(value as number);
      return true;
    }
    return this.text(JSON.stringify(value));
  }

  /** As it is; false: it does not fit. */
  text(text: string): boolean {
    const { length } = text;
    for (let i = 0; i < length; i++) if (text.charCodeAt(i) >= LATIN1_END) return false;
    this.#makeRoom(length);
    this.#bytes.write(text, this.#at, length, 'latin1');
    this.#at += length;
    return true;
  }

  /** A short text in quotes; false: it needs another way, nothing was written. */
  #plain(text: string): boolean {
    const { length } = text;
    if (length > LOOP_LENGTH_MAX) return false;
    this.#makeRoom(length + 2);
    const bytes = this.#bytes;
    let at = this.#at;
    bytes[at++] = QUOTE;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code < SPACE || code === QUOTE || code === BACKSLASH || code >= LATIN1_END) return false;
      bytes[at++] = code;
    }
    bytes[at++] = QUOTE;
    this.#at = at;
    return true;
  }

  #int(value: number): void {
    this.#makeRoom(INT_LENGTH_MAX);
    const bytes = this.#bytes;
    let left = value;
    if (left < 0) {
      bytes[this.#at++] = MINUS;
      left = -left;
    }
    let end = this.#at + 1;
    for (let over = left; over > 9; over = Math.floor(over / 10)) end++;
    this.#at = end;
    do {
      const rest = Math.floor(left / 10);
      bytes[--end] = ZERO + left - rest * 10;
      left = rest;
    } while (left > 0);
  }

  #makeRoom(count: number): void {
    const needed = this.#at + count;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}

/** -2147483648 */
const INT_LENGTH_MAX = 11;
