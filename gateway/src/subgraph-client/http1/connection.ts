import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { mayBeCompressed, type Compression, type WireRequest, type WireResponse } from '../transport.js';
import { ResponseReader, type ReaderState, type ResponseLimits } from './response-reader.js';

/** A request on its connection, and what is to be told of it. */
export interface Exchange {
  readonly request: WireRequest;
  answered(response: WireResponse): void;
  failed(failure: ExchangeFailure): void;
}

export type ExchangeFailure =
  | { readonly kind: 'too-large' }
  /** `stale`: a connection that was kept, and ended before a byte of the answer. */
  | { readonly kind: 'lost'; readonly error: unknown; readonly stale: boolean };

/** Who owns the connection, told of its turns. */
export interface ConnectionOwner {
  connected(connection: Connection): void;
  /** The answer is complete, and it can take another request. */
  free(connection: Connection): void;
  /** It is gone; `neverConnected` if it did not come about, with the error. */
  gone(connection: Connection, neverConnected: { error: unknown } | undefined): void;
}

export interface ConnectionOptions extends ResponseLimits {
  readonly connectTimeoutMs: number;
  readonly keepAliveMs: number;
  readonly compression: Compression;
  readonly target: NetConnectOpts;
}

/**
 * What is read is used before the call returns, so one buffer serves all, and it is large: what comes in one piece need not
 * be put together. Windows reads ahead: there each has its own.
 */
const SHARED_BUFFER = process.platform === 'win32' ? undefined : Buffer.allocUnsafeSlow(256 * 1024);
const OWN_BUFFER_BYTES = 64 * 1024;

/** Longer ones are copied once more when they are written as text. */
const TEXT_BYTES_MAX = 8 * 1024;

/** The other side counts from when it sent its last byte, we from when we read it. */
const KEEP_ALIVE_MARGIN_MS = 1_000;
const TCP_KEEP_ALIVE_MS = 60_000;

const codedError = (code: string): Error => Object.assign(new Error(code), { code });

/**
 * One socket, one request at a time.
 *
 *   connecting -> idle <-> busy -> gone
 *
 * It is used again only when the answer ended where it said it would, nothing came after it, and all of the request had left.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #owner: ConnectionOwner;
  readonly #options: ConnectionOptions;
  readonly #reader: ResponseReader;
  #exchange: Exchange | undefined;
  #isConnected = false;
  #isGone = false;
  #wasUsed = false;
  #error: unknown;
  #connectTimer: NodeJS.Timeout | undefined;

  /** By `performance.now()`: not to be used afterwards. */
  idleUntilMs = 0;
  /** May answers come compressed? Known once it is connected. */
  acceptsEncoded = false;

  constructor(owner: ConnectionOwner, options: ConnectionOptions) {
    this.#owner = owner;
    this.#options = options;
    this.#reader = new ResponseReader(options);
    this.#socket = connect({
      ...options.target,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
      onread: {
        buffer: SHARED_BUFFER ?? Buffer.allocUnsafeSlow(OWN_BUFFER_BYTES),
        callback: (count, buffer) => {
          this.#read(buffer as Buffer, count);
          return true;
        },
      },
    });
    this.#socket.once('connect', () => this.#connected());
    this.#socket.on('error', (error) => (this.#error ??= error));
    this.#socket.once('end', () => this.#ended());
    this.#socket.once('close', () => this.#gone());
    this.#connectTimer = setTimeout(() => this.#abandon('CONNECT_TIMEOUT'), options.connectTimeoutMs);
  }

  get isUsable(): boolean {
    return this.#isConnected && !this.#isGone && !this.#socket.destroyed && this.#socket.writable;
  }

  /** Only when idle. `start` is the request line and the headers that are the same for the path. */
  begin(exchange: Exchange, start: string): void {
    this.#exchange = exchange;
    const { headers, body, contentEncoding } = exchange.request;
    const encoding = contentEncoding === undefined ? '' : `content-encoding: ${contentEncoding}\r\n`;
    const bytes = Buffer.byteLength(body);
    const head = `${start}${headers.text}${encoding}content-length: ${bytes}\r\n\r\n`;
    // One write for all: short ASCII as it is, anything else in one buffer.
    if (typeof body !== 'string') this.#socket.write(Buffer.concat([Buffer.from(head, 'latin1'), body]));
    else if (bytes === body.length && bytes <= TEXT_BYTES_MAX) this.#socket.write(head + body, 'latin1');
    else {
      const request = Buffer.allocUnsafe(head.length + bytes);
      request.write(head, 0, 'latin1');
      request.write(body, head.length, bytes === body.length ? 'latin1' : 'utf8');
      this.#socket.write(request);
    }
  }

  /** The exchange is told nothing more. HTTP/1.1 has no other way to take a request back. */
  cancel(): void {
    this.#exchange = undefined;
    this.#socket.destroy();
  }

  /** What is under way fails, with this code for the log. */
  destroy(code: string): void {
    this.#abandon(code);
  }

  #connected(): void {
    clearTimeout(this.#connectTimer);
    this.#isConnected = true;
    this.acceptsEncoded = mayBeCompressed(this.#options.compression, this.#socket.remoteAddress);
    this.idleUntilMs = performance.now() + this.#options.keepAliveMs;
    this.#owner.connected(this);
  }

  #read(bytes: Buffer, count: number): void {
    // Nobody asked: what it is, nobody can tell.
    if (!this.#exchange) return this.#abandon('UNASKED_BYTES');
    const state = this.#reader.read(bytes, count);
    if (state !== 'more') this.#settle(state);
  }

  #ended(): void {
    if (this.#exchange) this.#settle(this.#reader.end());
    else this.#socket.destroy();
  }

  #settle(state: ReaderState): void {
    const exchange = this.#exchange;
    if (!exchange) return;
    switch (state) {
      case 'more':
        return;
      case 'complete': {
        this.#exchange = undefined;
        const { response, head } = this.#reader.take();
        this.#wasUsed = true;
        const keptForMs = this.#keptForMs(head.keepAliveSeconds);
        const isAllSent = this.#socket.writableLength === 0;
        if (head.reusable && !this.#reader.hasExcess && isAllSent && keptForMs > 0) {
          this.idleUntilMs = performance.now() + keptForMs;
          this.#owner.free(this);
        } else this.#socket.destroy();
        return exchange.answered(response);
      }
      case 'TOO_LARGE':
        this.#exchange = undefined;
        this.#socket.destroy();
        return exchange.failed({ kind: 'too-large' });
      default:
        return this.#abandon(state);
    }
  }

  #keptForMs(keepAliveSeconds: number | undefined): number {
    if (keepAliveSeconds === undefined) return this.#options.keepAliveMs;
    return Math.min(this.#options.keepAliveMs, keepAliveSeconds * 1_000 - KEEP_ALIVE_MARGIN_MS);
  }

  #abandon(code: string): void {
    this.#error ??= codedError(code);
    this.#socket.destroy();
  }

  #gone(): void {
    clearTimeout(this.#connectTimer);
    this.#isGone = true;
    const error = this.#error ?? codedError('CONNECTION_CLOSED');
    const exchange = this.#exchange;
    this.#exchange = undefined;
    const stale = this.#wasUsed && !this.#reader.hasBegun;
    this.#owner.gone(this, this.#isConnected ? undefined : { error });
    exchange?.failed({ kind: 'lost', error, stale });
  }
}
