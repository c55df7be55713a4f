import { isPublicAddress } from '@kontor/protocol';
import type { ConnectionFailure } from './connection-failure.js';
import type { ContentEncoding } from './content-encoding.js';
import type { PreparedHeaders } from './prepared-headers.js';

/** Media types of answers. */
export const ACCEPTED = 'application/graphql-response+json, application/json;q=0.9';

/** A POST of JSON. The head is the transport's business. */
export interface WireRequest {
  /** Path and query. */
  readonly path: string;
  readonly headers: PreparedHeaders;
  /** Text, or bytes in `contentEncoding`. */
  readonly body: string | Buffer;
  readonly contentEncoding: ContentEncoding | undefined;
}

export interface WireResponse {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly cacheControl?: string | undefined;
  /** Text; bytes when they are encoded. Empty once everybody has read it: what it hangs on may be old garbage for long. */
  body: string | Buffer;
}

export type WireOutcome =
  /** `encodingAsked`: the request said that the answer may be encoded. */
  | { readonly kind: 'response'; readonly response: WireResponse; readonly encodingAsked: boolean }
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
  /** From where answers may come compressed: it pays where the network is slower than the decoder. */
  readonly compression: Compression;
}

export type Compression = 'never' | 'public' | 'always';

/** May answers from this address (undefined: it is not known) come compressed? */
export function mayBeCompressed(compression: Compression, address: string | undefined): boolean {
  switch (compression) {
    case 'never':
      return false;
    case 'always':
      return true;
    case 'public':
      return address !== undefined && isPublicAddress(address);
  }
}
