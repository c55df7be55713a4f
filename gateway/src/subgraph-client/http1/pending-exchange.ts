import { readConnectionFailure } from '../connection-failure.js';
import { ADDRESS_PRIVATE } from '../public-lookup.js';
import type { Sending, WireOutcome, WireRequest, WireResponse } from '../transport.js';
import type { Connection, Exchange, ExchangeFailure } from './connection.js';

/** Where exchanges wait for connections. */
export interface ExchangePlace {
  /** One that waits does so no longer. */
  leave(exchange: PendingExchange): void;
  /** Closes the connections that are idle. */
  dropIdle(): void;
}

/** A request that waits for a connection, then is on one, then is over. */
export class PendingExchange implements Exchange, Sending {
  readonly request: WireRequest;
  readonly done: (outcome: WireOutcome) => void;
  readonly #place: ExchangePlace;
  /** Undefined while it waits for one. */
  connection: Connection | undefined;
  #isOver = false;

  constructor(place: ExchangePlace, request: WireRequest, done: (outcome: WireOutcome) => void) {
    this.#place = place;
    this.request = request;
    this.done = done;
  }

  answered(response: WireResponse): void {
    this.#isOver = true;
    this.done({ kind: 'response', response, encodingAsked: this.connection?.acceptsEncoded === true });
  }

  failed(failure: ExchangeFailure): void {
    this.#isOver = true;
    if (failure.kind === 'too-large') return this.done(failure);
    // Where one kept connection was dead, others are likely to be.
    if (failure.stale) this.#place.dropIdle();
    this.done(outcomeOf(failure.error, false));
  }

  cancel(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (this.connection) this.connection.cancel();
    else this.#place.leave(this);
  }
}

export function outcomeOf(error: unknown, nothingSent: boolean): WireOutcome {
  if ((error as NodeJS.ErrnoException).code === ADDRESS_PRIVATE) return { kind: 'private-address' };
  return { kind: 'connection-failure', failure: { ...readConnectionFailure(error), nothingSent } };
}
