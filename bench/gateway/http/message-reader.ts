/**
 * HTTP/1.1 messages out of a byte stream, requests and responses alike, as far as this benchmark meets them: framed by
 * Content-Length or chunked, neither upgrades nor trailers that matter. Written for a server and clients that must
 * cost next to nothing beside what is measured.
 */
const HEAD_END = Buffer.from('\r\n\r\n');
const LINE_END = Buffer.from('\r\n');
const LENGTH = /\r\ncontent-length: *(\d+)/i;
const CHUNKED = /\r\ntransfer-encoding: *chunked/i;

export type OnMessage = (head: string, body: Buffer) => void;

export class MessageReader {
  readonly #onMessage: OnMessage;
  #chunks: Buffer[] = [];
  #bytes = 0;
  /** Fewer bytes than these are not a whole message; not to look again at each chunk of a large body. */
  #needed = 0;

  constructor(onMessage: OnMessage) {
    this.#onMessage = onMessage;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes < this.#needed) return;
    let rest = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks, this.#bytes);
    for (;;) {
      const taken = this.#take(rest);
      if (taken === 0) break;
      rest = rest.subarray(taken);
      if (rest.length === 0) break;
    }
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#bytes = rest.length;
  }

  /** Tells of the first message in `bytes`, if it is there as a whole, and how long it is. */
  #take(bytes: Buffer): number {
    const headEnd = bytes.indexOf(HEAD_END);
    if (headEnd < 0) return this.#wait(bytes.length + 1);
    const head = bytes.toString('latin1', 0, headEnd);
    const start = headEnd + HEAD_END.length;
    const length = LENGTH.exec(head);
    if (length) {
      const end = start + Number(length[1]);
      if (bytes.length < end) return this.#wait(end);
      this.#needed = 0;
      this.#onMessage(head, bytes.subarray(start, end));
      return end;
    }
    const body = CHUNKED.test(head) ? joinChunks(bytes, start) : { parts: [], end: start };
    if (!body) return this.#wait(bytes.length + 1);
    this.#needed = 0;
    this.#onMessage(
      head,
      body.parts.length === 1 && body.parts[0] ? body.parts[0] : Buffer.concat(body.parts),
    );
    return body.end;
  }

  #wait(needed: number): 0 {
    this.#needed = needed;
    return 0;
  }
}

function joinChunks(bytes: Buffer, start: number): { parts: Buffer[]; end: number } | undefined {
  const parts: Buffer[] = [];
  let at = start;
  for (;;) {
    const lineEnd = bytes.indexOf(LINE_END, at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const from = lineEnd + LINE_END.length;
    const next = from + size + LINE_END.length;
    if (bytes.length < next) return undefined;
    if (size === 0) return { parts, end: next };
    parts.push(bytes.subarray(from, from + size));
    at = next;
  }
}
