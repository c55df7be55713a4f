import { bodyText } from '../body-text.js';
import type { WireResponse } from '../transport.js';
import { ChunkedDecoder } from './chunked-decoder.js';
import { GrowingBytes } from './growing-bytes.js';
import { readResponseHead, type Malformed, type ResponseHead } from './response-head.js';

export interface ResponseLimits {
  /** Of a head, of those of interim responses before it together, and of what stands between chunks. */
  readonly headerBytesMax: number;
  readonly responseBytesMax: number;
}

export type ReaderState =
  | 'more'
  | 'complete'
  /** The connection ended first. */
  | 'CUT_SHORT'
  | 'HEADERS_TOO_LARGE'
  | 'CHUNK_INVALID'
  | 'TOO_LARGE'
  | Malformed;

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const NOTHING = Buffer.alloc(0);

/**
 * Reads one response from bytes as they come; then the next.
 *
 *   head (interim heads are passed over) -> body by length, in chunks, or until the connection ends -> complete
 */
export class ResponseReader {
  readonly #limits: ResponseLimits;
  /** What has come of a head that is not complete. */
  #partialHead: Buffer = NOTHING;
  #headBytes = 0;
  #head: ResponseHead | undefined;
  /** Of a body that did not come in one piece; its room is used again. */
  readonly #body = new GrowingBytes();
  #hasBody = false;
  #chunks: ChunkedDecoder | undefined;
  #response: WireResponse | undefined;

  constructor(limits: ResponseLimits) {
    this.#limits = limits;
  }

  /** Once complete: whether the other side sent more than the response. */
  hasExcess = false;
  /** Whether anything has come of the current response. */
  hasBegun = false;

  /** The complete response and its head; the reader is ready for the next. */
  take(): { response: WireResponse; head: ResponseHead } {
    const response = this.#response;
    const head = this.#head;
    if (!response || !head) throw new Error('no response is complete');
    this.#partialHead = NOTHING;
    this.#headBytes = 0;
    this.#head = this.#chunks = this.#response = undefined;
    this.#body.drop();
    this.#hasBody = this.hasBegun = false;
    return { response, head };
  }

  /** The first `end` bytes of `bytes`, which may be overwritten afterwards. */
  read(bytes: Buffer, end: number): ReaderState {
    this.hasBegun = true;
    if (this.#head) return this.#readBody(this.#head, bytes, 0, end);
    return this.#readHead(bytes, 0, end);
  }

  /** The connection has ended. */
  end(): ReaderState {
    if (this.#head?.framing.kind !== 'close') return 'CUT_SHORT';
    this.#beginBody();
    return this.#complete(this.#head, this.#body.view(), false);
  }

  #readHead(bytes: Buffer, start: number, end: number): ReaderState {
    if (this.#partialHead.length > 0) {
      // Whole again; the empty line may begin in what came before. What is searched twice is bounded by the limit.
      const known = this.#partialHead.length;
      const taken = Math.min(end - start, this.#limits.headerBytesMax + END_OF_HEAD.length);
      const joined = Buffer.concat([this.#partialHead, bytes.subarray(start, start + taken)]);
      const found = joined.indexOf(END_OF_HEAD, Math.max(0, known - END_OF_HEAD.length + 1));
      this.#partialHead = NOTHING;
      if (found === -1) return this.#keepPartial(joined);
      const headEnd = found + END_OF_HEAD.length;
      return this.#useHead(joined, 0, headEnd, bytes, start + headEnd - known, end);
    }
    const found = bytes.indexOf(END_OF_HEAD, start);
    // A buffer that is read into again and again has older bytes behind the new.
    if (found === -1 || found + END_OF_HEAD.length > end)
      return this.#keepPartial(Buffer.from(bytes.subarray(start, end)));
    return this.#useHead(bytes, start, found + END_OF_HEAD.length, bytes, found + END_OF_HEAD.length, end);
  }

  #keepPartial(partial: Buffer): ReaderState {
    if (this.#headBytes + partial.length > this.#limits.headerBytesMax) return 'HEADERS_TOO_LARGE';
    this.#partialHead = partial;
    return 'more';
  }

  #useHead(
    source: Buffer,
    headStart: number,
    headEnd: number,
    bytes: Buffer,
    at: number,
    end: number,
  ): ReaderState {
    this.#headBytes += headEnd - headStart;
    if (this.#headBytes > this.#limits.headerBytesMax) return 'HEADERS_TOO_LARGE';
    const head = readResponseHead(source, headStart, headEnd);
    if (typeof head === 'string') return head;
    if (head.status < 200) return at < end ? this.#readHead(bytes, at, end) : 'more';
    this.#head = head;
    return this.#readBody(head, bytes, at, end);
  }

  #readBody(head: ResponseHead, bytes: Buffer, at: number, end: number): ReaderState {
    switch (head.framing.kind) {
      case 'length':
        return this.#readLength(head, head.framing.bytes, bytes, at, end);
      case 'chunked':
        return this.#readChunks(head, bytes, at, end);
      case 'close': {
        this.#beginBody();
        if (this.#body.length + end - at > this.#limits.responseBytesMax) return 'TOO_LARGE';
        this.#body.add(bytes, at, end);
        return 'more';
      }
    }
  }

  #beginBody(expected = 0): void {
    if (this.#hasBody) return;
    this.#hasBody = true;
    this.#body.restart(expected);
  }

  #readLength(head: ResponseHead, length: number, bytes: Buffer, at: number, end: number): ReaderState {
    if (length > this.#limits.responseBytesMax) return 'TOO_LARGE';
    if (!this.#hasBody) {
      // The usual case: all of it is here, and nothing needs to be copied.
      if (end - at >= length) return this.#complete(head, bytes.subarray(at, at + length), end - at > length);
      this.#beginBody(length);
    }
    const taken = Math.min(end - at, length - this.#body.length);
    this.#body.add(bytes, at, at + taken);
    if (this.#body.length < length) return 'more';
    return this.#complete(head, this.#body.view(), end - at > taken);
  }

  #readChunks(head: ResponseHead, bytes: Buffer, at: number, end: number): ReaderState {
    const { responseBytesMax, headerBytesMax } = this.#limits;
    this.#beginBody();
    this.#chunks ??= new ChunkedDecoder(this.#body, responseBytesMax, headerBytesMax);
    const state = this.#chunks.read(bytes, at, end);
    return state === 'complete' ? this.#complete(head, this.#body.view(), this.#chunks.at < end) : state;
  }

  #complete(head: ResponseHead, body: Buffer, hasExcess: boolean): ReaderState {
    const { status, contentType, contentEncoding, cacheControl } = head;
    this.#response = {
      status,
      contentType,
      contentEncoding,
      cacheControl,
      // Encoded bytes are decoded later, when others have been read over these.
      body: contentEncoding === undefined ? bodyText(body) : Buffer.from(body),
    };
    this.hasExcess = hasExcess;
    return 'complete';
  }
}
