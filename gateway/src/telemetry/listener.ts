import type { ParsedOperation } from '../engine/engine.js';

/**
 * What others may hear of the gateway's work: told afterwards, never asked. A listener must be quick and must not
 * throw; what it does is never part of a request.
 */
export interface GatewayListener {
  /** An operation was parsed, validated and is about to run. */
  operationStarted?(operation: ParsedOperation & { readonly source: string }): void;
  /** A request was answered, or its client left. */
  requestEnded?(event: RequestEvent): void;
}

export interface RequestEvent {
  readonly requestId: string;
  /** Null when the request did not get as far as an operation. Never its text, never its variables. */
  readonly operation: {
    readonly name: string | null;
    readonly type: 'query' | 'mutation' | 'subscription';
    /** `sha256-<hex>` of the operation without literals, aliases kept. */
    readonly signature: string;
  } | null;
  /** Null when the client left before the answer. */
  readonly httpStatus: number | null;
  readonly durationMs: number;
  /** Distinct, in the order they appeared. */
  readonly errorCodes: readonly string[];
  readonly errorCount: number;
  /** How many fetches went to subgraphs. */
  readonly fetchCount: number;
  /** Which supergraph answered; null when none did. */
  readonly supergraphHash: string | null;
  /** Answered before Apollo Server's pipeline, as an operation that was known; see http/hot-path.ts. */
  readonly hotPath: boolean;
}
