import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { REQUEST_ID_HEADER } from '@kontor/http';
import type { FetchSubgraph } from '../engine/engine.js';
import type { SubgraphHeaders } from '../admit/subgraph-headers.js';
import { refusal } from '../gateway-error.js';
import type { ObservedRequest, RequestContext } from '../request-context.js';
import { propagateHeaders, type HeaderRule } from '../subgraph-client/header-rules.js';
import { headerSameness } from '../subgraph-client/header-sameness.js';
import { prepareHeaders, type PreparedHeaders } from '../subgraph-client/prepared-headers.js';
import type { SubgraphClient } from '../subgraph-client/subgraph-client.js';
import type { GatewayListener } from '../telemetry/listener.js';

/** What one request brings to its operation, whichever way it came in. */
export interface RequestScopeParts {
  readonly client: SubgraphClient;
  readonly headerRules: readonly HeaderRule[];
  readonly subgraphHeaders: SubgraphHeaders | undefined;
  readonly listeners: readonly GatewayListener[];
}

export interface AskedRequest {
  readonly requestId: string;
  readonly headers: IncomingHttpHeaders;
  readonly response: ServerResponse;
  readonly observed: ObservedRequest;
}

/** Who asks? Throws the refusal of the hook that authenticates. */
export async function authenticate(
  { headers, requestId }: AskedRequest,
  { subgraphHeaders }: RequestScopeParts,
): Promise<Readonly<Record<string, string>>> {
  const verdict = await subgraphHeaders?.({ headers, requestId });
  if (verdict?.kind === 'refused') throw refusal(verdict.code, verdict.message);
  return verdict?.headers ?? NO_HEADERS;
}

const NO_HEADERS: Readonly<Record<string, string>> = {};

export function createRequestContext(
  asked: AskedRequest,
  authenticated: Readonly<Record<string, string>>,
  parts: RequestScopeParts,
): RequestContext {
  return {
    requestId: asked.requestId,
    clientLeft: signalWhenClientLeaves(asked.response),
    fetchSubgraph: fetchFor(asked, authenticated, parts),
    headerSameness: () => headerSameness(parts.headerRules, asked.headers, authenticated),
    observed: asked.observed,
  };
}

/** The request's own way to subgraphs: its headers by rule, those of the hook, its id. */
function fetchFor(
  { headers: given, requestId, observed }: AskedRequest,
  authenticated: Readonly<Record<string, string>>,
  { client, headerRules }: RequestScopeParts,
): FetchSubgraph {
  const headersOf = new Map<string, PreparedHeaders>();
  return (fetch, signal) => {
    observed.fetchCount += 1;
    let headers = headersOf.get(fetch.subgraph);
    if (!headers) {
      const propagated = propagateHeaders(headerRules, given, fetch.subgraph);
      headers = prepareHeaders({ ...propagated, ...authenticated, [REQUEST_ID_HEADER]: requestId });
      headersOf.set(fetch.subgraph, headers);
    }
    return client.fetch(fetch, { headers, requestId }, signal);
  };
}

function signalWhenClientLeaves(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** One event per request, when its answer is sent or its client has left. Returns how to call it off. */
export function tellWhenEnded(
  { requestId, response, observed }: Omit<AskedRequest, 'headers'>,
  arrivedAtMs: number,
  listeners: readonly GatewayListener[],
): () => void {
  const tell = (): void => {
    const { errorCodes, ...facts } = observed;
    const event = {
      requestId,
      ...facts,
      httpStatus: response.writableFinished ? response.statusCode : null,
      durationMs: performance.now() - arrivedAtMs,
      errorCodes: [...new Set(errorCodes)],
      errorCount: errorCodes.length,
    };
    for (const listener of listeners) listener.requestEnded?.(event);
  };
  response.on('close', tell);
  return () => response.off('close', tell);
}
