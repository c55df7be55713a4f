import type { OutgoingCallWatch } from '@kontor/telemetry';
import { decodeBody, encodeBody, type ContentEncoding } from './content-encoding.js';
import type { Deadline, Deadlines, Timed } from './deadlines.js';
import { forgetDeparture, watchDeparture, type Departing } from './departures.js';
import { decideRetry } from './retry.js';
import type { SharedAnswer } from './shared-answer.js';
import type { Sending, Transport, WireOutcome, WireRequest } from './transport.js';

export type Outcome = WireOutcome | { readonly kind: 'timeout' } | { readonly kind: 'cancelled' };

export interface Landing {
  readonly outcome: Outcome;
  /** How often it was sent. */
  readonly attempts: number;
  /** How many waited for it in the end. */
  readonly passengers: number;
  /** For whoever reads the response first. */
  answer?: SharedAnswer;
}

/** Since when an origin cannot be reached; absent: it can, as far as is known. */
export type UnreachableSince = Map<string, number>;

export interface FlightParts {
  readonly deadlines: Deadlines;
  readonly unreachableSince: UnreachableSince;
  readonly retryWindowMs: number;
  readonly responseBytesMax: number;
  readonly transportOf: (origin: string) => Transport;
  readonly isClosed: () => boolean;
}

export type PlainRequest = Omit<WireRequest, 'body' | 'contentEncoding'> & { readonly body: string };

export interface FlightPlan {
  readonly origin: string;
  readonly request: PlainRequest;
  /** In which the body is to be sent; undefined: as it is. */
  readonly encoding: ContentEncoding | undefined;
  /** A query may be sent twice without harm. */
  readonly kind: 'query' | 'mutation';
  readonly timeoutMs: number;
  readonly watch: OutgoingCallWatch | undefined;
}

/**
 * One fetch on its way, with its retries and its time limit, and those who wait for it.
 *
 *   (encoding ->) sending <-> waiting to send again -> (decoding ->) landed
 */
export class Flight implements Timed {
  readonly #parts: FlightParts;
  readonly #plan: FlightPlan;
  readonly #landed: (flight: Flight) => void;
  readonly #deadline: Deadline;
  #passengers: Passenger[] = [];
  #request: WireRequest;
  #attempts = 0;
  #sending: Sending | undefined;
  #pause: NodeJS.Timeout | undefined;
  #landing: Landing | undefined;

  /** `landed` is called once, before those who wait hear of it; maybe before this returns. */
  constructor(plan: FlightPlan, parts: FlightParts, landed: (flight: Flight) => void) {
    this.#plan = plan;
    this.#parts = parts;
    this.#landed = landed;
    this.#deadline = parts.deadlines.start(this, plan.timeoutMs);
    this.#request = { ...plan.request, contentEncoding: undefined };
    if (plan.encoding === undefined) this.#send();
    else void this.#encode(plan.encoding);
  }

  /** As it was written, whatever it is sent in. */
  get body(): string {
    return this.#plan.request.body;
  }

  get hasLanded(): boolean {
    return this.#landing !== undefined;
  }

  /** Waits for its end, or until `signal` is aborted; it is given up when nobody waits any more. */
  board(signal: AbortSignal): Promise<Landing> {
    if (this.#landing) return Promise.resolve(this.#landing);
    return new Promise((resolve) => {
      const passenger = new Passenger(this, signal, resolve);
      this.#passengers.push(passenger);
      watchDeparture(signal, passenger);
    });
  }

  /** For {@link Passenger}. */
  left(passenger: Passenger): void {
    const at = this.#passengers.indexOf(passenger);
    if (at === -1) return;
    this.#passengers.splice(at, 1);
    passenger.resolve({ outcome: CANCELLED, attempts: this.#attempts, passengers: 1 });
    if (this.#passengers.length > 0) return;
    this.#sending?.cancel();
    this.#land(CANCELLED);
  }

  expire(): void {
    this.#sending?.cancel();
    this.#land({ kind: 'timeout' });
  }

  async #encode(contentEncoding: ContentEncoding): Promise<void> {
    // Without it, it is larger, that is all.
    const body = await encodeBody(this.#plan.request.body, contentEncoding).catch(() => undefined);
    if (this.#landing) return;
    if (body) this.#request = { ...this.#plan.request, body, contentEncoding };
    this.#send();
  }

  #send(): void {
    this.#pause = undefined;
    this.#attempts++;
    const transport = this.#parts.transportOf(this.#plan.origin);
    this.#sending = transport.send(this.#request, (outcome) => this.#sent(outcome));
    // It may be over already.
    if (this.#landing) this.#sending = undefined;
  }

  #sent(outcome: WireOutcome): void {
    const { origin } = this.#plan;
    if (outcome.kind !== 'connection-failure') {
      if (outcome.kind !== 'response') return this.#land(outcome);
      this.#parts.unreachableSince.delete(origin);
      // What was not asked for is refused later, as it is.
      if (outcome.encodingAsked && outcome.response.contentEncoding !== undefined)
        return void this.#decode(outcome);
      return this.#land(outcome);
    }
    const nowMs = performance.now();
    const unreachableSinceMs = this.#parts.unreachableSince.get(origin) ?? nowMs;
    this.#parts.unreachableSince.set(origin, unreachableSinceMs);
    const decision = decideRetry({
      safeToRepeat: this.#plan.kind === 'query' || outcome.failure.nothingSent,
      attempts: this.#attempts,
      nowMs,
      deadlineAtMs: this.#deadline.atMs,
      unreachableSinceMs,
      retryWindowMs: this.#parts.retryWindowMs,
      jitter: Math.random(),
    });
    if (decision.kind === 'give-up' || this.#parts.isClosed()) return this.#land(outcome);
    const { delayMs } = decision;
    this.#plan.watch?.retried({ attempt: this.#attempts, cause: outcome.failure.cause, delayMs });
    this.#sending = undefined;
    this.#pause = setTimeout(() => this.#send(), delayMs);
  }

  async #decode(outcome: Extract<WireOutcome, { kind: 'response' }>): Promise<void> {
    this.#sending = undefined;
    const decoded = await decodeBody(outcome.response, this.#parts.responseBytesMax);
    switch (decoded.kind) {
      case 'decoded':
        return this.#land({ ...outcome, response: decoded.response });
      case 'too-large':
        return this.#land(decoded);
      case 'unreadable':
        return this.#land(outcome);
    }
  }

  #land(outcome: Outcome): void {
    if (this.#landing) return;
    const landing: Landing = { outcome, attempts: this.#attempts, passengers: this.#passengers.length };
    this.#landing = landing;
    this.#landed(this);
    clearTimeout(this.#pause);
    this.#sending = undefined;
    this.#parts.deadlines.end(this.#deadline);
    for (const passenger of this.#passengers) {
      forgetDeparture(passenger.signal, passenger);
      passenger.resolve(landing);
    }
    this.#passengers = [];
  }
}

const CANCELLED: Outcome = { kind: 'cancelled' };

class Passenger implements Departing {
  readonly #flight: Flight;
  readonly signal: AbortSignal;
  readonly resolve: (landing: Landing) => void;

  constructor(flight: Flight, signal: AbortSignal, resolve: (landing: Landing) => void) {
    this.#flight = flight;
    this.signal = signal;
    this.resolve = resolve;
  }

  depart(): void {
    this.#flight.left(this);
  }
}
