import type { GrowingBytes } from './growing-bytes.js';

const CR = 13;
const LF = 10;
const SEMICOLON = 59;
const SPACE = 32;
const TAB = 9;
/** No body is so long that its chunks need more. */
const SIZE_DIGITS_MAX = 8;

type Expected =
  | 'size'
  | 'extension'
  | 'size-lf'
  | 'data'
  | 'data-cr'
  | 'data-lf'
  | 'trailer-start'
  | 'trailer'
  | 'trailer-lf'
  | 'last-lf'
  | 'nothing';

export type ChunkedState = 'more' | 'complete' | 'CHUNK_INVALID' | 'TOO_LARGE';

/** A body in chunks (RFC 9112, 7.1). Extensions and trailers are passed over; they count against a limit of their own. */
export class ChunkedDecoder {
  #expected: Expected = 'size';
  #size = 0;
  #digits = 0;
  #overhead = 0;
  readonly #into: GrowingBytes;
  readonly #bytesMax: number;
  readonly #overheadBytesMax: number;

  constructor(into: GrowingBytes, bytesMax: number, overheadBytesMax: number) {
    this.#into = into;
    this.#bytesMax = bytesMax;
    this.#overheadBytesMax = overheadBytesMax;
  }

  /** Where the last call stopped reading: after the body once it is complete. */
  at = 0;

  read(bytes: Buffer, start: number, end: number): ChunkedState {
    let at = start;
    while (at < end) {
      if (this.#expected === 'data') {
        const taken = Math.min(this.#size, end - at);
        if (this.#into.length + taken > this.#bytesMax) return 'TOO_LARGE';
        this.#into.add(bytes, at, at + taken);
        at += taken;
        this.#size -= taken;
        if (this.#size === 0) this.#expected = 'data-cr';
        continue;
      }
      if (!this.#take(bytes[at] as number)) return 'CHUNK_INVALID';
      at++;
      if (this.#expected === 'nothing') {
        this.at = at;
        return 'complete';
      }
    }
    return 'more';
  }

  /** One byte between the data; false: it does not belong there. */
  #take(byte: number): boolean {
    switch (this.#expected) {
      case 'size':
        return this.#takeSize(byte);
      case 'extension':
        if (byte === CR) return this.#expect('size-lf');
        return isText(byte) && this.#countOverhead();
      case 'size-lf':
        return byte === LF && this.#expect(this.#size === 0 ? 'trailer-start' : 'data');
      case 'data-cr':
        return byte === CR && this.#expect('data-lf');
      case 'data-lf':
        this.#digits = 0;
        return byte === LF && this.#expect('size');
      case 'trailer-start':
        if (byte === CR) return this.#expect('last-lf');
        return byte > SPACE && isText(byte) && this.#countOverhead() && this.#expect('trailer');
      case 'trailer':
        if (byte === CR) return this.#expect('trailer-lf');
        return isText(byte) && this.#countOverhead();
      case 'trailer-lf':
        return byte === LF && this.#expect('trailer-start');
      case 'last-lf':
        return byte === LF && this.#expect('nothing');
      case 'data':
      case 'nothing':
        return false;
    }
  }

  #takeSize(byte: number): boolean {
    const digit = hexDigit(byte);
    if (digit !== -1) {
      this.#size = this.#digits === 0 ? digit : this.#size * 16 + digit;
      return ++this.#digits <= SIZE_DIGITS_MAX;
    }
    if (this.#digits === 0) return false;
    if (byte === CR) return this.#expect('size-lf');
    return (
      (byte === SEMICOLON || byte === SPACE || byte === TAB) &&
      this.#countOverhead() &&
      this.#expect('extension')
    );
  }

  #expect(expected: Expected): true {
    this.#expected = expected;
    return true;
  }

  #countOverhead(): boolean {
    return ++this.#overhead <= this.#overheadBytesMax;
  }
}

const isText = (byte: number): boolean => byte === TAB || (byte >= SPACE && byte !== 127);

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
