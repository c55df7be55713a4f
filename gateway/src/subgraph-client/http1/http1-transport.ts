import type { LookupFunction, NetConnectOpts } from 'node:net';
import { ACCEPTED_ENCODINGS } from '../content-encoding.js';
import type {
  Sending,
  Transport,
  TransportFacts,
  TransportLimits,
  WireOutcome,
  WireRequest,
} from '../transport.js';
import { ACCEPTED } from '../transport.js';
import { Connection, type ConnectionOptions, type ConnectionOwner } from './connection.js';
import { FetchQueue } from './fetch-queue.js';
import { outcomeOf, PendingExchange, type ExchangePlace } from './pending-exchange.js';

const HEADER_BYTES_MAX = 16 * 1024;
const IDLE_SWEEP_MS = 1_000;
/** Paths of one origin: as many as subgraphs share it. */
const STARTS_MAX = 1_000;

/** HTTP/1.1 over plain sockets: kept connections, one request at a time on each, the one used last first. */
export function createHttp1Transport(
  origin: URL,
  limits: TransportLimits,
  lookup: LookupFunction | undefined,
): Transport {
  const options: ConnectionOptions = {
    headerBytesMax: HEADER_BYTES_MAX,
    responseBytesMax: limits.responseBytesMax,
    connectTimeoutMs: limits.connectTimeoutMs,
    keepAliveMs: limits.keepAliveMs,
    compression: limits.compression,
    target: targetOf(origin, lookup),
  };
  return new Http1Transport(origin.host, limits, options);
}

function targetOf({ hostname, port }: URL, lookup: LookupFunction | undefined): NetConnectOpts {
  const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return { host, port: Number(port || 80), ...(lookup && { lookup }) };
}

class Http1Transport implements Transport, ConnectionOwner, ExchangePlace {
  readonly #host: string;
  readonly #limits: TransportLimits;
  readonly #options: ConnectionOptions;
  readonly #connections = new Set<Connection>();
  /** Those of `#connections` that are not there yet. */
  #connecting = 0;
  /** Those of `#connections` without a request, the one used last at the end. */
  readonly #idle: Connection[] = [];
  readonly #queue = new FetchQueue<PendingExchange>();
  /** Request line and constant headers by path. */
  readonly #starts = new Map<string, string>();
  #sweeper: NodeJS.Timeout | undefined;
  #isReleased = false;
  readonly #empty = Promise.withResolvers<void>();

  constructor(host: string, limits: TransportLimits, options: ConnectionOptions) {
    this.#host = host;
    this.#limits = limits;
    this.#options = options;
  }

  send(request: WireRequest, done: (outcome: WireOutcome) => void): Sending {
    const exchange = new PendingExchange(this, request, done);
    if (this.#isReleased) {
      done(closed);
      return exchange;
    }
    const connection = this.#takeIdle();
    if (connection) this.#begin(connection, exchange);
    else if (this.#isFull()) done({ kind: 'queue-full' });
    else {
      this.#queue.add(exchange);
      this.#connectForQueue();
    }
    return exchange;
  }

  facts(): TransportFacts {
    return { connections: this.#connections.size, idle: this.#idle.length, waiting: this.#queue.size };
  }

  release(): void {
    this.#isReleased = true;
    this.dropIdle();
  }

  async destroy(): Promise<void> {
    this.#isReleased = true;
    clearTimeout(this.#sweeper);
    this.#failAllWaiting(closed);
    for (const connection of this.#connections) connection.destroy(CLIENT_CLOSED);
    this.#noteEmpty();
    await this.#empty.promise;
  }

  leave(exchange: PendingExchange): void {
    this.#queue.remove(exchange);
  }

  dropIdle(): void {
    for (const connection of this.#idle.splice(0)) connection.destroy(CLIENT_CLOSED);
  }

  connected(connection: Connection): void {
    this.#connecting--;
    this.free(connection);
  }

  free(connection: Connection): void {
    const next = this.#queue.take();
    if (next) this.#begin(connection, next);
    else if (this.#isReleased) connection.destroy(CLIENT_CLOSED);
    else {
      this.#idle.push(connection);
      this.#sweeper ??= setTimeout(() => this.#sweep(), IDLE_SWEEP_MS).unref();
    }
  }

  gone(connection: Connection, neverConnected: { error: unknown } | undefined): void {
    this.#connections.delete(connection);
    const at = this.#idle.lastIndexOf(connection);
    if (at !== -1) this.#idle.splice(at, 1);
    if (neverConnected) {
      this.#connecting--;
      const outcome = outcomeOf(neverConnected.error, true);
      // Each was opened for one; the others wait for those that are left.
      if (this.#connections.size === 0) this.#failAllWaiting(outcome);
      else this.#queue.take()?.done(outcome);
    }
    this.#connectForQueue();
    this.#noteEmpty();
  }

  /** Once nothing new is taken. */
  #noteEmpty(): void {
    if (this.#isReleased && this.#connections.size === 0) this.#empty.resolve();
  }

  #begin(connection: Connection, exchange: PendingExchange): void {
    exchange.connection = connection;
    const { path } = exchange.request;
    let start = this.#starts.get(path);
    if (start === undefined) {
      start = startOf(this.#host, path);
      if (this.#starts.size >= STARTS_MAX) this.#starts.clear();
      this.#starts.set(path, start);
    }
    connection.begin(exchange, connection.acceptsEncoded ? start + ACCEPT_ENCODING : start);
  }

  #takeIdle(): Connection | undefined {
    for (let last = this.#idle.pop(); last; last = this.#idle.pop()) {
      if (last.isUsable && performance.now() < last.idleUntilMs) return last;
      last.destroy(IDLE_TOO_LONG);
    }
    return undefined;
  }

  #isFull(): boolean {
    const waiting = this.#queue.size - this.#connecting;
    return this.#connections.size >= this.#limits.connectionsMax && waiting >= this.#limits.queuedFetchesMax;
  }

  #connectForQueue(): void {
    while (this.#connecting < this.#queue.size && this.#connections.size < this.#limits.connectionsMax) {
      this.#connecting++;
      this.#connections.add(new Connection(this, this.#options));
    }
  }

  /** Not those that are sent again at once. */
  #failAllWaiting(outcome: WireOutcome): void {
    const waiting: PendingExchange[] = [];
    for (let next = this.#queue.take(); next; next = this.#queue.take()) waiting.push(next);
    for (const exchange of waiting) exchange.done(outcome);
  }

  #sweep(): void {
    this.#sweeper = undefined;
    const nowMs = performance.now();
    for (const connection of this.#idle.filter(({ idleUntilMs }) => idleUntilMs <= nowMs)) {
      this.#idle.splice(this.#idle.indexOf(connection), 1);
      connection.destroy(IDLE_TOO_LONG);
    }
    if (this.#idle.length > 0) this.#sweeper = setTimeout(() => this.#sweep(), IDLE_SWEEP_MS).unref();
  }
}

const ACCEPT_ENCODING = `accept-encoding: ${ACCEPTED_ENCODINGS}\r\n`;
const CLIENT_CLOSED = 'CLIENT_CLOSED';
const IDLE_TOO_LONG = 'IDLE_TOO_LONG';

const closed: WireOutcome = {
  kind: 'connection-failure',
  failure: { nothingSent: true, cause: CLIENT_CLOSED },
};

const startOf = (host: string, path: string): string =>
  `POST ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\ncontent-type: application/json\r\naccept: ${ACCEPTED}\r\n`;
