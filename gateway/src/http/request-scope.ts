import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { FetchSubgraph } from '../engine/engine.js';
import type { SubgraphHeaders } from '../admit/subgraph-headers.js';
import type { OverrideHook } from '../admit/override-labels.js';
import { refusal } from '../gateway-error.js';
import type { ObservedRequest, RequestContext } from '../request-context.js';
import type { HeaderRule } from '../subgraph-client/header-rules.js';
import { headerSameness } from '../subgraph-client/header-sameness.js';
import type { RequestHeaders } from '../subgraph-client/request-headers.js';
import type { SubgraphClient } from '../subgraph-client/subgraph-client.js';
import type { GatewayListener } from '../telemetry/listener.js';

/** What one request brings to its operation, whichever way it came in. */
export interface RequestScopeParts {
  readonly client: SubgraphClient;
  readonly headerRules: readonly HeaderRule[];
  readonly requestHeaders: RequestHeaders;
  readonly subgraphHeaders: SubgraphHeaders | undefined;
  readonly overrideHook: OverrideHook | undefined;
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
  const { overrideHook } = parts;
  return {
    requestId: asked.requestId,
    isOverridden: overrideHook && ((label) => overrideHook(label, asked)),
    clientLeft: signalWhenClientLeaves(asked.response),
    fetchSubgraph: fetchFor(asked, authenticated, parts),
    headerSameness: () => headerSameness(parts.headerRules, asked.headers, authenticated),
    observed: asked.observed,
    explains: false,
  };
}

/** The request's own way to subgraphs, with its headers. */
function fetchFor(
  asked: AskedRequest,
  authenticated: Readonly<Record<string, string>>,
  { client, requestHeaders }: RequestScopeParts,
): FetchSubgraph {
  const { requestId, observed } = asked;
  const headersOf = requestHeaders(asked, authenticated);
  return (fetch, signal) => {
    observed.fetchCount += 1;
    return client.fetch(fetch, { headers: headersOf(fetch.subgraph), requestId }, signal);
  };
}

function signalWhenClientLeaves(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  const left = (): void => {
    if (!response.writableFinished) controller.abort();
  };
  // A hook that asks who it is may take longer than the client waits.
  if (response.closed) left();
  else response.on('close', left);
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
