import { setTimeout as delay } from 'node:timers/promises';
import { isPublicAddress, literalAddressOf } from '@kontor/protocol';
import { telemetry, type OutgoingCallWatch } from '@kontor/telemetry';
import type { Dispatcher } from 'undici';
import type { SubgraphAnswer, SubgraphFetch } from '../engine/engine.js';
import { readConnectionFailure, type ConnectionFailure } from './connection-failure.js';
import { createConnectionPools, type PoolLimits } from './connection-pools.js';
import { failed, readGraphQLResponse, type HiddenError, type RawResponse } from './graphql-response.js';
import { ADDRESS_PRIVATE, createPublicLookup } from './public-lookup.js';
import { decideRetry } from './retry.js';

export interface SubgraphClientOptions extends Omit<PoolLimits, 'lookupOf'> {
  /** A whole fetch, retries included. */
  fetchTimeoutMs: number;
  /** How long queries wait for a subgraph that cannot be reached; see retry.ts. */
  retryWindowMs: number;
  /** May routing URLs lead to private addresses? Those of `urlOf`, which the operator named, always may. */
  privateAddresses: boolean;
  /** Show clients the messages of subgraph errors that carry no code. */
  showUncodedErrors: boolean;
  /** Instead of `fetchTimeoutMs`, by subgraph. */
  fetchTimeoutMsOf?: ReadonlyMap<string, number>;
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

export interface SubgraphClient {
  /** Sends one fetch with the headers given. Every failure is an answer of kind `failed`; it never throws for one. */
  fetch(
    fetch: SubgraphFetch,
    sender: { headers: Readonly<Record<string, string>>; requestId: string },
    signal: AbortSignal,
  ): Promise<SubgraphAnswer>;
  /** The routing URLs of all supergraphs in service; connections to others are let go. */
  keepOnly(urls: readonly string[]): void;
  close(): Promise<void>;
}

type Outcome =
  | { kind: 'response'; raw: RawResponse }
  | { kind: 'connection-failure'; failure: ConnectionFailure }
  | { kind: 'private-address' }
  | { kind: 'too-large' }
  | { kind: 'timeout' }
  | { kind: 'cancelled' };

export function createSubgraphClient(options: SubgraphClientOptions): SubgraphClient {
  const trusted = new Set([...(options.urlOf?.values() ?? [])].map((url) => URL.parse(url)?.origin));
  const mayBePrivate = (origin: string): boolean => options.privateAddresses || trusted.has(origin);
  const publicLookup = createPublicLookup();
  const pools = createConnectionPools({
    ...options,
    lookupOf: (origin) => (mayBePrivate(origin) ? undefined : publicLookup),
  });
  const unreachableSince = new Map<string, number>();

  async function sendWithRetries(
    fetch: SubgraphFetch,
    request: OutgoingRequest,
    deadline: Deadline,
    watch: OutgoingCallWatch | undefined,
  ): Promise<{ outcome: Outcome; attempts: number }> {
    // An address that is written out is never looked up.
    const literal = mayBePrivate(request.origin) ? undefined : literalAddressOf(new URL(request.origin));
    if (literal !== undefined && !isPublicAddress(literal))
      return { outcome: { kind: 'private-address' }, attempts: 0 };
    for (let attempts = 1; ; attempts++) {
      const outcome = await send(pools.of(request.origin), request, deadline);
      if (outcome.kind !== 'connection-failure') {
        if (outcome.kind === 'response') unreachableSince.delete(request.origin);
        return { outcome, attempts };
      }
      const nowMs = performance.now();
      const unreachableSinceMs = unreachableSince.get(request.origin) ?? nowMs;
      unreachableSince.set(request.origin, unreachableSinceMs);
      const decision = decideRetry({
        safeToRepeat: fetch.kind === 'query' || outcome.failure.nothingSent,
        attempts,
        nowMs,
        deadlineAtMs: deadline.atMs,
        unreachableSinceMs,
        retryWindowMs: options.retryWindowMs,
        jitter: Math.random(),
      });
      if (decision.kind === 'give-up') return { outcome, attempts };
      watch?.retried({ attempt: attempts, cause: outcome.failure.cause, delayMs: decision.delayMs });
      await delay(decision.delayMs, undefined, { signal: deadline.signal }).catch(() => undefined);
      if (deadline.signal.aborted)
        return { outcome: deadline.isOver() ? { kind: 'timeout' } : { kind: 'cancelled' }, attempts };
    }
  }

  function refuseUrl(subgraph: string, requestId: string): SubgraphAnswer {
    const code = 'SUBGRAPH_UNREACHABLE';
    options.onTrouble?.({ subgraph, requestId, attempts: 0, code, cause: 'no routing URL' });
    return failed(subgraph, code, `The subgraph "${subgraph}" has no routing URL of http or https.`);
  }

  return {
    async fetch(fetch, sender, signal) {
      const url = httpUrl(options.urlOf?.get(fetch.subgraph) ?? fetch.url);
      if (!url) return refuseUrl(fetch.subgraph, sender.requestId);
      const timeoutMs = options.fetchTimeoutMsOf?.get(fetch.subgraph) ?? options.fetchTimeoutMs;
      using deadline = startDeadline(timeoutMs, signal);
      const { subgraph, operationName } = fetch;
      const watch = telemetry()?.call({ method: 'POST', url, subgraph, operationName });
      const headers = watch?.headers(sender.headers) ?? sender.headers;
      const { outcome, attempts } = await sendWithRetries(
        fetch,
        outgoing(fetch, url, headers),
        deadline,
        watch,
      );
      const { answer, ...told } = toAnswer(fetch.subgraph, outcome, options);
      watch?.ended({
        status: outcome.kind === 'response' ? outcome.raw.status : undefined,
        code: answer.kind === 'failed' ? answer.error.extensions.code : undefined,
      });
      if (answer.kind === 'failed' || told.hidden) {
        const code = answer.kind === 'failed' ? answer.error.extensions.code : 'SUBGRAPH_ERROR';
        options.onTrouble?.({
          subgraph: fetch.subgraph,
          requestId: sender.requestId,
          attempts,
          code,
          ...told,
        });
      }
      return answer;
    },
    keepOnly(urls) {
      const named = [...urls, ...(options.urlOf?.values() ?? [])];
      const origins = new Set(named.flatMap((url) => URL.parse(url)?.origin ?? []));
      pools.keepOnly(origins);
      for (const origin of unreachableSince.keys()) if (!origins.has(origin)) unreachableSince.delete(origin);
    },
    close: () => pools.close(),
  };
}

function httpUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  return url && ['http:', 'https:'].includes(url.protocol) ? url : undefined;
}

interface OutgoingRequest {
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function outgoing(
  fetch: SubgraphFetch,
  url: URL,
  headers: Readonly<Record<string, string>>,
): OutgoingRequest {
  return {
    origin: url.origin,
    path: url.pathname + url.search,
    headers: {
      ...headers,
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json;q=0.9',
    },
    body:
      fetch.body ??
      JSON.stringify({
        query: fetch.query,
        operationName: fetch.operationName,
        variables: fetch.variables,
      }),
  };
}

async function send(pool: Dispatcher, request: OutgoingRequest, deadline: Deadline): Promise<Outcome> {
  try {
    const { statusCode, headers, body } = await pool.request({
      path: request.path,
      method: 'POST',
      headers: request.headers,
      body: request.body,
      signal: deadline.signal,
    });
    const raw: RawResponse = {
      status: statusCode,
      contentType: single(headers['content-type']),
      contentEncoding: single(headers['content-encoding']),
      body: await body.text(),
    };
    return { kind: 'response', raw };
  } catch (error) {
    if (deadline.isOver()) return { kind: 'timeout' };
    if (deadline.signal.aborted) return { kind: 'cancelled' };
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return { kind: 'too-large' };
    if (code === ADDRESS_PRIVATE) return { kind: 'private-address' };
    return { kind: 'connection-failure', failure: readConnectionFailure(error) };
  }
}

const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;

interface Told {
  readonly answer: SubgraphAnswer;
  readonly cause?: string;
  readonly hidden?: readonly HiddenError[];
}

function toAnswer(subgraph: string, outcome: Outcome, options: SubgraphClientOptions): Told {
  const name = `The subgraph "${subgraph}"`;
  switch (outcome.kind) {
    case 'response': {
      const { answer, hidden } = readGraphQLResponse(subgraph, outcome.raw, options.showUncodedErrors);
      return { answer, ...(hidden.length > 0 ? { hidden } : {}) };
    }
    case 'connection-failure': {
      const { nothingSent, cause } = outcome.failure;
      const answer = nothingSent
        ? failed(subgraph, 'SUBGRAPH_UNREACHABLE', `${name} could not be reached.`)
        : failed(subgraph, 'SUBGRAPH_CONNECTION_LOST', `${name} closed the connection before it answered.`);
      return { answer, cause };
    }
    case 'private-address': {
      const message = `${name} was not called: its address is not a public one.`;
      return { answer: failed(subgraph, 'SUBGRAPH_ADDRESS_PRIVATE', message) };
    }
    case 'too-large': {
      const message = `${name} answered with more than ${options.responseBytesMax} bytes.`;
      return { answer: failed(subgraph, 'SUBGRAPH_RESPONSE_TOO_LARGE', message) };
    }
    case 'timeout':
      return { answer: failed(subgraph, 'SUBGRAPH_TIMEOUT', `${name} did not answer in time.`) };
    case 'cancelled':
      return { answer: failed(subgraph, 'REQUEST_CANCELLED', 'The client gave up waiting.') };
  }
}

interface Deadline extends Disposable {
  readonly signal: AbortSignal;
  readonly atMs: number;
  isOver(): boolean;
}

/** One signal for "too late" and "no longer wanted"; cheaper per fetch than AbortSignal.any with a timeout. */
function startDeadline(timeoutMs: number, parent: AbortSignal): Deadline {
  const controller = new AbortController();
  let over = false;
  const timer = setTimeout(() => {
    over = true;
    controller.abort();
  }, timeoutMs);
  const cancel = () => controller.abort();
  if (parent.aborted) cancel();
  else parent.addEventListener('abort', cancel, { once: true });
  return {
    signal: controller.signal,
    atMs: performance.now() + timeoutMs,
    isOver: () => over,
    [Symbol.dispose]() {
      clearTimeout(timer);
      parent.removeEventListener('abort', cancel);
    },
  };
}
