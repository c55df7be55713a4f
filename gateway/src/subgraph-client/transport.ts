import type { ConnectionFailure } from './connection-failure.js';
import type { PreparedHeaders } from './prepared-headers.js';

/** Media types of answers. */
export const ACCEPTED = 'application/graphql-response+json, application/json;q=0.9';

/** A POST of JSON. The head is the transport's business. */
export interface WireRequest {
  /** Path and query. */
  readonly path: string;
  readonly headers: PreparedHeaders;
  readonly body: string;
}

export interface WireResponse {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  /** Text; bytes when they are encoded. */
  readonly body: string | Buffer;
}

export type WireOutcome =
  | { readonly kind: 'response'; readonly response: WireResponse }
  | { readonly kind: 'connection-failure'; readonly failure: ConnectionFailure }
  | { readonly kind: 'private-address' }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'queue-full' };

/** A request under way. */
export interface Sending {
  /** Nobody wants the answer any more: `done` is not called. The other side is told as far as the protocol can. */
  cancel(): void;
}

/** The connections to one origin. */
export interface Transport {
  /** `done` is called once, maybe before this returns, unless the sending is cancelled first. */
  send(request: WireRequest, done: (outcome: WireOutcome) => void): Sending;
  facts(): TransportFacts;
  /** Takes no new requests; what is under way is brought to its end. */
  release(): void;
  /** Ends all connections; what is under way fails. */
  destroy(): Promise<void>;
}

export interface TransportFacts {
  readonly connections: number;
  readonly idle: number;
  /** Requests that wait for a connection. */
  readonly waiting: number;
}

export interface TransportLimits {
  /** Open connections to one origin; further fetches wait for one. */
  readonly connectionsMax: number;
  /** Fetches that wait for a connection to one origin; further ones are refused. */
  readonly queuedFetchesMax: number;
  readonly connectTimeoutMs: number;
  /** An idle connection is kept this long; must be shorter than what subgraphs keep theirs. */
  readonly keepAliveMs: number;
  readonly responseBytesMax: number;
}
