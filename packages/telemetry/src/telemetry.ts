import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * What Kontor's processes tell of their work. Undefined wherever telemetry is off: whoever tells asks for it first,
 * and does nothing more when there is none. What is told never changes or fails what is done.
 */
export interface Telemetry {
  /** For log lines: which span they were written in; empty outside of a trace. */
  logIds(): LogIds | Record<never, never>;
  /** Begins to observe a request that came over HTTP. */
  serve(request: ServedRequest): ServedRequestWatch;
  /**
   * Observes the GraphQL operation that `run` answers; whatever `run` causes belongs to it. Which errors the answer has
   * is asked in the end; without `codesOf`, the plugin tells.
   */
  operation<T>(run: () => Promise<T>, codesOf?: () => readonly string[]): Promise<T>;
  /** A plugin for Apollo Server that tells which operation it is, how long parsing and validation took, what failed. */
  operationPlugin(): OperationPlugin;
  /** The request that is being answered is refused, or fails, with this code. */
  refused(code: string): void;
  /** Begins to observe a request to another process. */
  call(call: OutgoingCall): OutgoingCallWatch;
  /** Observes one SQL statement. */
  statement<T>(statement: SqlStatement, run: () => Promise<T>): Promise<T>;
  /** Observes a pool of database connections until the returned function is called. */
  pool(pool: ConnectionPoolFacts): () => void;
  /** Observes connections to other processes until the returned function is called. */
  connections(read: () => Iterable<OutgoingConnectionsFacts>): () => void;
  /** Observes a step that deserves a span of its own. */
  step<T>(
    name: string,
    attributes: Readonly<Record<string, string | number | boolean>>,
    run: () => Promise<T>,
  ): Promise<T>;
  /** Observes the supergraph that a gateway serves until the returned function is called. */
  supergraph(read: () => SupergraphFacts): () => void;
  /** A supergraph took over, or was refused. */
  supergraphOffered(verdict: { kind: 'serving' } | { kind: 'refused'; code: string }): void;
  /** Where to say that something cannot be sent, a bounded number of times. */
  reportTo(log: TroubleLog): void;
}

export interface LogIds {
  trace_id: string;
  span_id: string;
  trace_flags: string;
}

export interface TroubleLog {
  warn(facts: object, message: string): void;
}

export interface ServedRequest {
  readonly raw: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  /** As the server declares it; undefined where nothing is served. */
  readonly route: string | undefined;
  readonly requestId: string;
  readonly scheme: string;
  /** As the client named it. */
  readonly host: string;
  readonly port: number | null;
  readonly clientAddress: string;
  /** Continue the caller's trace, or begin one of our own that only names it. */
  readonly trust: TraceTrust;
}

export type TraceTrust = 'continue' | 'link';

export interface ServedRequestWatch {
  /** What `run` causes belongs to the request. */
  run(run: () => void): void;
  /** To be called once, when the answer is sent, or its client has left; `status` undefined: left before it was. */
  ended(outcome: { status: number | undefined }): void;
}

/** Structurally an ApolloServerPlugin. */
export interface OperationPlugin {
  requestDidStart(): Promise<OperationPluginHooks>;
}

export interface OperationPluginHooks {
  parsingDidStart(): Promise<(error?: Error) => Promise<void>>;
  validationDidStart(): Promise<(errors?: readonly Error[]) => Promise<void>>;
  didResolveOperation(context: ResolvedOperation): Promise<void>;
  willSendResponse(context: {
    response: { body: { kind: string; singleResult?: { errors?: readonly OperationError[] } } };
  }): Promise<void>;
}

export interface ResolvedOperation {
  readonly source?: string | undefined;
  readonly operation?:
    { readonly operation: string; readonly name?: { readonly value: string } | undefined } | undefined;
}

export interface OperationError {
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

export interface OutgoingCall {
  readonly method: string;
  readonly url: URL;
  /** The subgraph that is asked, for calls of a gateway. */
  readonly subgraph?: string;
  readonly operationName?: string | undefined;
}

export interface OutgoingCallWatch {
  /** The headers given, and those that let the callee continue the trace. */
  headers(headers: Readonly<Record<string, string>>): Record<string, string>;
  retried(facts: { attempt: number; cause: string; delayMs: number }): void;
  /** `code` names the failure, if it was one. */
  ended(outcome: { status?: number | undefined; code?: string | undefined }): void;
}

export interface SqlStatement {
  readonly sql: string;
  readonly database: DatabaseFacts;
}

export interface DatabaseFacts {
  readonly namespace: string;
  readonly address: string;
  readonly port: number;
}

export interface ConnectionPoolFacts {
  readonly name: string;
  readonly connectionsMax: number;
  read(): { used: number; idle: number; waiting: number };
}

/** The connections to one origin. */
export interface OutgoingConnectionsFacts {
  readonly address: string;
  readonly port: number;
  readonly active: number;
  readonly idle: number;
  /** Requests that wait for a connection. */
  readonly waiting: number;
}

export interface SupergraphFacts {
  /** Where it comes from: few values. */
  readonly source: string;
  readonly state: 'connected' | 'stale' | 'waiting';
  /** Since when it is in that state. */
  readonly stateSince: Date;
  /** Undefined until the first one. */
  readonly inServiceSince: Date | undefined;
}
