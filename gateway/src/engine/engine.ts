import type { DocumentNode, GraphQLError, GraphQLSchema } from 'graphql';
import type { DescribedRequest, PlanDescription } from '../plan/describe-program.js';

/**
 * What turns a supergraph into answers. Stock (`@apollo/gateway`) and others stand behind this one contract, tested by
 * one suite; callers never change.
 *
 *   engine.load(supergraph) -> LoadedSupergraph --warm--> execute, execute, … --> dispose (after the last request)
 */
export interface Engine {
  readonly name: string;
  /** Throws {@link SupergraphRejected} when the engine cannot serve it. */
  load(supergraph: Supergraph): Promise<LoadedSupergraph>;
}

/** A composed schema with routing facts. `hash` is `artifactHash(sdl)`, checked before an engine sees it. */
export interface Supergraph {
  readonly sdl: string;
  readonly hash: string;
}

export interface LoadedSupergraph {
  readonly hash: string;
  /** What clients see: no federation machinery, nothing inaccessible. */
  readonly apiSchema: GraphQLSchema;
  /** Plans the operations without sending a fetch, in the order given, until `deadlineMs` have passed. Never throws. */
  warm(hot: readonly HotOperation[], deadlineMs: number): Promise<WarmReport>;
  /**
   * Runs one operation, already validated against {@link apiSchema}. The caller's mistakes and the subgraphs' failures
   * are errors in the result; a throw is a defect.
   */
  execute(operation: ParsedOperation, request: EngineRequest, signal: AbortSignal): Promise<EngineResult>;
  /**
   * The same for an operation with `@defer`, whose deferred parts come one after the other. Undefined: the engine
   * cannot; and `execute` answers all at once.
   */
  executeIncrementally?(
    operation: ParsedOperation,
    request: EngineRequest,
    signal: AbortSignal,
  ): Promise<EngineResult | IncrementalResult>;
  /** How the operation is planned; it is planned if need be. Undefined: it is refused. Absent: the engine does not tell. */
  explain?(operation: ParsedOperation): Promise<ExplainedOperation | undefined>;
  /** To be called once, after the last request in flight has ended. */
  dispose(): Promise<void>;
}

export interface ParsedOperation {
  /** SHA-256 (hex) of the document's text: the key of whatever an engine caches. */
  readonly documentHash: string;
  readonly document: DocumentNode;
  /** Which operation of the document; undefined when it holds only one. */
  readonly operationName: string | undefined;
}

/** An operation worth planning before its next request arrives; text, because its document belonged to an older schema. */
export interface HotOperation {
  readonly documentHash: string;
  readonly source: string;
  readonly operationName: string | undefined;
}

export interface WarmReport {
  planned: number;
  /** No longer valid on the new schema, or refused by the planner. */
  skipped: number;
  /** Left for later because the time was up. */
  late: number;
}

export interface EngineRequest {
  readonly variables: Readonly<Record<string, unknown>>;
  /** The variables coerced, with defaults, where the caller has done it already; subgraphs get them as they came. */
  readonly coerced?: Readonly<Record<string, unknown>>;
  /** Does this label of an `@override` hold for the request? Not asked about percentages. None does if left out. */
  readonly isOverridden?: (label: string) => boolean;
  /** The only way out: an engine opens no connection of its own. */
  readonly fetchSubgraph: FetchSubgraph;
}

export interface ExplainedOperation {
  readonly plan: PlanDescription;
  /** Which fetch of the plan it is. */
  requestOf(fetch: SubgraphFetch): DescribedRequest | undefined;
}

export type FetchSubgraph = (fetch: SubgraphFetch, signal: AbortSignal) => Promise<SubgraphAnswer>;

export interface SubgraphFetch {
  readonly subgraph: string;
  readonly url: string;
  /** Decides whether it may be sent twice. */
  readonly kind: 'query' | 'mutation';
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  /** The three above as the JSON that is sent, where an engine has written it already. */
  readonly body?: string;
}

export type SubgraphAnswer =
  | {
      kind: 'answered';
      /** The engine's own unless it is shared; an engine that has taken it may leave null here. */
      data: Record<string, unknown> | null;
      errors: readonly SubgraphError[];
      /** Others hold the same data: it must not be changed. */
      shared?: true;
    }
  | { kind: 'failed'; error: SubgraphError };

/** Fit for clients: coded, without internals. */
export interface SubgraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>> & { readonly code: string };
}

/** `data` undefined: nothing was executed. Every error carries `extensions.code`. */
export interface EngineResult {
  readonly kind: 'object';
  /** Whoever writes the answer may leave null here if nobody else has the result. */
  data: Record<string, unknown> | null | undefined;
  readonly errors: readonly GraphQLError[];
}

/**
 * An answer in parts. `initial` has a hole for each pending part: an object that lacks the fields of a deferred fragment.
 * Put into their places, all parts together are what `execute` would have answered.
 */
export interface IncrementalResult {
  readonly kind: 'incremental';
  readonly initial: EngineResult;
  readonly pending: readonly IncrementalPart[];
  /** Ends after the last part, or early when the signal of the execution is aborted. Throws nothing. */
  readonly rest: AsyncIterableIterator<IncrementalStep>;
}

export interface IncrementalPart {
  /** Within one answer. */
  readonly id: string;
  /** Of the object that it completes. */
  readonly path: readonly (string | number)[];
  readonly label: string | undefined;
}

export interface IncrementalStep {
  /** Parts of parts, known from now on. */
  readonly pending: readonly IncrementalPart[];
  readonly completed: readonly CompletedPart[];
  readonly hasNext: boolean;
}

export interface CompletedPart {
  readonly part: IncrementalPart;
  /** Null: an error rose to the top of the part. */
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly GraphQLError[];
}

/** The engine cannot serve this supergraph. The message is for operators. */
export class SupergraphRejected extends Error {
  override readonly name = 'SupergraphRejected';
}
