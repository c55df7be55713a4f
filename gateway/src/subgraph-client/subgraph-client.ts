import type { ErrorCode } from '@kontor/protocol';
import { telemetry, type OutgoingCallWatch } from '@kontor/telemetry';
import type { SubgraphAnswer, SubgraphFetch } from '../engine/engine.js';
import type { ContentEncoding } from './content-encoding.js';
import { createDeadlines } from './deadlines.js';
import { fetchKey } from './fetch-key.js';
import type { FlightPlan, Landing } from './flight.js';
import { createFlights } from './flights.js';
import { failed, readGraphQLResponse, type HiddenError, type ReadResponse } from './graphql-response.js';
import { prepareHeaders, type PreparedHeaders } from './prepared-headers.js';
import { createPublicLookup } from './public-lookup.js';
import { createRoutes, type Route } from './routes.js';
import { SharedAnswer } from './shared-answer.js';
import type { TransportLimits } from './transport.js';
import { createTransports } from './transports.js';

export interface SubgraphClientOptions extends TransportLimits {
  /** A whole fetch, retries included. */
  fetchTimeoutMs: number;
  /** How long queries wait for a subgraph that cannot be reached; see retry.ts. */
  retryWindowMs: number;
  /** May routing URLs lead to private addresses? Those of `urlOf`, which the operator named, always may. */
  privateAddresses: boolean;
  /** May equal queries that are in flight at the same time be one fetch? */
  shareFetches: boolean;
  /** Show clients the messages of subgraph errors that carry no code. */
  showUncodedErrors: boolean;
  /** Instead of `fetchTimeoutMs`, by subgraph. */
  fetchTimeoutMsOf?: ReadonlyMap<string, number>;
  /** In what the requests to a subgraph are compressed, from `compressRequestBytesMin` bytes on. */
  compressRequestsOf?: ReadonlyMap<string, ContentEncoding>;
  compressRequestBytesMin: number;
  /** Instead of the routing URL in the supergraph, by subgraph. */
  urlOf?: ReadonlyMap<string, string>;
  /** What clients do not get to see. Never called with variables or headers. */
  onTrouble?: (trouble: SubgraphTrouble) => void;
}

export interface SubgraphTrouble {
  readonly subgraph: string;
  readonly requestId: string;
  readonly attempts: number;
  readonly code: string;
  /** The connection's failure, if it was one. */
  readonly cause?: string;
  readonly hidden?: readonly HiddenError[];
}

/** What a subgraph says beside its answer. */
export interface AnswerRemarks {
  readonly cacheControl: string | undefined;
  readonly extensions: unknown;
}

export interface FetchSender {
  readonly headers: PreparedHeaders;
  readonly requestId: string;
  /** Hears of each response that is GraphQL, before the answer is given. */
  readonly onRemarks?: (remarks: AnswerRemarks) => void;
}

export interface SubgraphClient {
  /** Sends one fetch with the headers given. Every failure is an answer of kind `failed`; it never throws for one. */
  fetch(fetch: SubgraphFetch, sender: FetchSender, signal: AbortSignal): Promise<SubgraphAnswer>;
  /** The routing URLs of all supergraphs in service; connections to others are let go. */
  keepOnly(urls: readonly string[]): void;
  close(): Promise<void>;
}

export function createSubgraphClient(options: SubgraphClientOptions): SubgraphClient {
  const trusted = new Set([...(options.urlOf?.values() ?? [])].map((url) => URL.parse(url)?.origin));
  const mayBePrivate = (origin: string): boolean => options.privateAddresses || trusted.has(origin);
  const publicLookup = createPublicLookup();
  const transports = createTransports({
    ...options,
    lookupOf: (origin) => (mayBePrivate(origin) ? undefined : publicLookup),
  });
  const routes = createRoutes(mayBePrivate);
  const unreachableSince = new Map<string, number>();
  const forget = telemetry()?.connections(transports.facts);
  let isClosed = false;
  const flights = createFlights({
    deadlines: createDeadlines(),
    unreachableSince,
    retryWindowMs: options.retryWindowMs,
    responseBytesMax: options.responseBytesMax,
    transportOf: transports.of,
    isClosed: () => isClosed,
  });

  function refuseUrl(subgraph: string, requestId: string): SubgraphAnswer {
    const code = 'SUBGRAPH_UNREACHABLE';
    options.onTrouble?.({ subgraph, requestId, attempts: 0, code, cause: 'no routing URL' });
    return failed(subgraph, code, `The subgraph "${subgraph}" has no routing URL of http or https.`);
  }

  function board(
    fetch: SubgraphFetch,
    { href, origin, path }: Route,
    headers: PreparedHeaders,
    watch: OutgoingCallWatch | undefined,
    signal: AbortSignal,
  ): Promise<Landing> {
    const { subgraph, kind } = fetch;
    const body = bodyOf(fetch);
    const key =
      options.shareFetches && kind === 'query' ? fetchKey(subgraph, href, headers, body) : undefined;
    const plan = (): FlightPlan => ({
      origin,
      kind,
      request: { path, headers, body },
      encoding:
        body.length >= options.compressRequestBytesMin
          ? options.compressRequestsOf?.get(subgraph)
          : undefined,
      timeoutMs: options.fetchTimeoutMsOf?.get(subgraph) ?? options.fetchTimeoutMs,
      watch,
    });
    return flights.board(key, body, plan, signal);
  }

  return {
    async fetch(fetch, { headers, requestId, onRemarks }, signal) {
      const { subgraph, operationName } = fetch;
      const route = routes.of(options.urlOf?.get(subgraph) ?? fetch.url);
      if (!route) return refuseUrl(subgraph, requestId);
      const watch = telemetry()?.call({ method: 'POST', url: route.url, subgraph, operationName });
      const sent = watch ? prepareHeaders(watch.headers(headers.record)) : headers;
      const landing = whyNotSent(route, signal) ?? (await board(fetch, route, sent, watch, signal));
      const { outcome, attempts } = landing;
      const { answer, hidden, cause, extensions } = toAnswer(subgraph, landing, options);
      if (onRemarks && outcome.kind === 'response' && answer.kind === 'answered')
        onRemarks({ cacheControl: outcome.response.cacheControl, extensions });
      const code = answer.kind === 'failed' ? answer.error.extensions.code : undefined;
      watch?.ended({ status: outcome.kind === 'response' ? outcome.response.status : undefined, code });
      if (code !== undefined || hidden.length > 0)
        options.onTrouble?.({
          subgraph,
          requestId,
          attempts,
          code: code ?? 'SUBGRAPH_ERROR',
          ...(cause !== undefined && { cause }),
          ...(hidden.length > 0 && { hidden }),
        });
      return answer;
    },
    keepOnly(urls) {
      const named = [...urls, ...(options.urlOf?.values() ?? [])];
      const origins = new Set(named.flatMap((url) => URL.parse(url)?.origin ?? []));
      transports.keepOnly(origins);
      routes.keepOnly(origins);
      for (const origin of unreachableSince.keys()) if (!origins.has(origin)) unreachableSince.delete(origin);
    },
    async close() {
      isClosed = true;
      forget?.();
      await transports.close();
    },
  };
}

/** `variables` is not looked at where there is a body: an engine may have to read them out of it first. */
const bodyOf = (fetch: SubgraphFetch): string =>
  fetch.body ??
  JSON.stringify({ query: fetch.query, operationName: fetch.operationName, variables: fetch.variables });

function whyNotSent({ isForbidden }: Route, signal: AbortSignal): Landing | undefined {
  const never = { attempts: 0, passengers: 1 };
  if (isForbidden) return { outcome: { kind: 'private-address' }, ...never };
  return signal.aborted ? { outcome: { kind: 'cancelled' }, ...never } : undefined;
}

interface Told extends ReadResponse {
  /** Of a connection's failure. */
  readonly cause?: string;
}

function toAnswer(subgraph: string, landing: Landing, options: SubgraphClientOptions): Told {
  const fail = (code: ErrorCode, what: string, cause?: string): Told => ({
    answer: failed(subgraph, code, what),
    hidden: [],
    ...(cause !== undefined && { cause }),
  });
  const name = `The subgraph "${subgraph}"`;
  const { outcome } = landing;
  switch (outcome.kind) {
    case 'response': {
      const { response } = outcome;
      const read = () => readGraphQLResponse(subgraph, response, options.showUncodedErrors);
      landing.answer ??= new SharedAnswer(read, landing.passengers);
      const told = landing.answer.take();
      if (landing.answer.isTaken) response.body = '';
      return told;
    }
    case 'connection-failure': {
      const { nothingSent, cause } = outcome.failure;
      return nothingSent
        ? fail('SUBGRAPH_UNREACHABLE', `${name} could not be reached.`, cause)
        : fail('SUBGRAPH_CONNECTION_LOST', `${name} closed the connection before it answered.`, cause);
    }
    case 'private-address':
      return fail('SUBGRAPH_ADDRESS_PRIVATE', `${name} was not called: its address is not a public one.`);
    case 'too-large':
      return fail(
        'SUBGRAPH_RESPONSE_TOO_LARGE',
        `${name} answered with more than ${options.responseBytesMax} bytes.`,
      );
    case 'queue-full':
      return fail(
        'SUBGRAPH_OVERLOADED',
        `${name} was not called: ${options.queuedFetchesMax} fetches wait for a connection to it.`,
      );
    case 'timeout':
      return fail('SUBGRAPH_TIMEOUT', `${name} did not answer in time.`);
    case 'cancelled':
      return fail('REQUEST_CANCELLED', 'The client gave up waiting.');
  }
}
