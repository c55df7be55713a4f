import type { FetchSubgraph } from './engine/engine.js';
import type { RequestEvent } from './telemetry/listener.js';

/** What travels with one request from the HTTP rim through Apollo Server to the executor. */
export interface RequestContext {
  readonly requestId: string;
  /** Aborted when the client leaves. */
  readonly clientLeft: AbortSignal;
  readonly fetchSubgraph: FetchSubgraph;
  /** Of labels of `@override`; undefined: nobody says. */
  readonly isOverridden: ((label: string) => boolean) | undefined;
  /** Equal for requests that no subgraph can tell apart. */
  headerSameness(): string;
  readonly observed: ObservedRequest;
  /** Its answer is to hold plan and timings: it is permitted. */
  readonly explains: boolean;
}

/** Filled on the way, told to listeners at the end. */
export interface ObservedRequest {
  operation: RequestEvent['operation'];
  errorCodes: string[];
  fetchCount: number;
  supergraphHash: string | null;
  hotPath: boolean;
}

export const newObservedRequest = (hotPath = false): ObservedRequest => ({
  operation: null,
  errorCodes: [],
  fetchCount: 0,
  supergraphHash: null,
  hotPath,
});
