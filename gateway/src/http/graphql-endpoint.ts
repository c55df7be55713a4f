import {
  HeaderMap,
  type ApolloServer,
  type HTTPGraphQLRequest,
  type HTTPGraphQLResponse,
} from '@apollo/server';
import type { OperationLimits } from '@kontor/operation';
import { readTheRest, REQUEST_ID_HEADER } from '@kontor/http';
import { telemetry } from '@kontor/telemetry';
import { ERROR_CODES, type ErrorCode, type ErrorCodeEntry } from '@kontor/protocol';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refuseDocument } from '../admit/admit-document.js';
import type { SubgraphHeaders } from '../admit/subgraph-headers.js';
import type { FetchSubgraph } from '../engine/engine.js';
import { refusal } from '../gateway-error.js';
import { newObservedRequest, type ObservedRequest, type RequestContext } from '../request-context.js';
import { propagateHeaders, type HeaderRule } from '../subgraph-client/header-rules.js';
import type { SubgraphClient } from '../subgraph-client/subgraph-client.js';
import type { Swap } from '../supergraph/swap.js';
import type { GatewayListener } from '../telemetry/listener.js';
import { readGraphQLBody } from './graphql-body.js';

export interface GraphQLEndpointParts {
  path: string;
  /** Undefined until the first supergraph. */
  server: () => ApolloServer<RequestContext> | undefined;
  /** Why there is none: a code of the platform's answer, or GATEWAY_NOT_READY. */
  whyNotReady: () => ErrorCode;
  swap: Swap;
  client: SubgraphClient;
  headerRules: readonly HeaderRule[];
  subgraphHeaders: SubgraphHeaders | undefined;
  documentLimits: OperationLimits;
  bodyBytesMax: number;
  listeners: readonly GatewayListener[];
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on the GraphQL endpoint only. */
    observed?: ObservedRequest;
  }
}

/** `POST|GET <path>`: GraphQL over HTTP. Refusals of every kind have the shape of a GraphQL response. */
export async function graphqlEndpoint(app: FastifyInstance, parts: GraphQLEndpointParts): Promise<void> {
  takeBodiesRaw(app, parts.bodyBytesMax);
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const code = codeOfTransportError(error);
    if (code === 'INTERNAL_ERROR') request.log.error({ err: error }, 'request failed');
    if (code === 'REQUEST_TOO_LARGE') readTheRest(reply);
    return refuse(reply, request, code);
  });
  app.addHook('onRequest', async (request, reply) => {
    const observed = newObservedRequest();
    request.observed = observed;
    reply.raw.once('close', () => tell(parts.listeners, request, reply, observed));
  });
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: parts.path,
    handler: (request, reply) => answer(request, reply, parts),
  });
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: GraphQLEndpointParts,
): Promise<FastifyReply> {
  const server = parts.server();
  if (!server) return refuseForNow(reply, request, parts.whyNotReady());
  const body = readGraphQLBody(request.headers, request.body as Buffer | undefined);
  if (body.kind === 'refused') return refuse(reply, request, body.code, body.message);

  const lease = parts.swap.lease();
  try {
    const httpGraphQLRequest = toApolloRequest(request, body.value);
    const execute = async (): Promise<FastifyReply> => {
      const response = await server.executeHTTPGraphQLRequest({
        httpGraphQLRequest,
        context: () => admit(request, reply, httpGraphQLRequest, parts),
      });
      return sendApolloResponse(reply, request, response);
    };
    const observer = telemetry();
    if (!observer) return await execute();
    return await observer.operation(execute, () => request.observed?.errorCodes ?? []);
  } finally {
    lease.release();
  }
}

function toApolloRequest(request: FastifyRequest, body: unknown): HTTPGraphQLRequest {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  const query = request.url.indexOf('?');
  return { method: request.method, headers, search: query === -1 ? '' : request.url.slice(query), body };
}

/** Who asks, then whether the document may be parsed: both before Apollo Server looks at it. Throws refusals. */
async function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  { search, body }: HTTPGraphQLRequest,
  parts: GraphQLEndpointParts,
): Promise<RequestContext> {
  const asked = { headers: request.headers, requestId: request.id };
  const verdict = (await parts.subgraphHeaders?.(asked)) ?? { kind: 'headers', headers: {} };
  if (verdict.kind === 'refused') throw refusal(verdict.code, verdict.message);

  const source = (body as { query?: unknown } | undefined)?.query ?? new URLSearchParams(search).get('query');
  const refused = typeof source === 'string' ? refuseDocument(source, parts.documentLimits) : undefined;
  if (refused) throw refused;

  const observed = request.observed ?? newObservedRequest();
  return {
    requestId: request.id,
    clientLeft: signalWhenClientLeaves(reply),
    fetchSubgraph: fetchFor(request, verdict.headers, observed, parts),
    observed,
  };
}

/** The request's own way to subgraphs: its headers by rule, those of the hook, its id. */
function fetchFor(
  request: FastifyRequest,
  authenticated: Readonly<Record<string, string>>,
  observed: ObservedRequest,
  { client, headerRules }: GraphQLEndpointParts,
): FetchSubgraph {
  const headersOf = new Map<string, Record<string, string>>();
  return (fetch, signal) => {
    observed.fetchCount += 1;
    let headers = headersOf.get(fetch.subgraph);
    if (!headers) {
      const propagated = propagateHeaders(headerRules, request.headers, fetch.subgraph);
      headers = { ...propagated, ...authenticated, [REQUEST_ID_HEADER]: request.id };
      headersOf.set(fetch.subgraph, headers);
    }
    return client.fetch(fetch, { headers, requestId: request.id }, signal);
  };
}

function signalWhenClientLeaves(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

function sendApolloResponse(
  reply: FastifyReply,
  request: FastifyRequest,
  response: HTTPGraphQLResponse,
): FastifyReply {
  if (response.body.kind !== 'complete') throw new Error('an answer in pieces, which no engine gives');
  const status = response.status ?? 200;
  if (status >= 400) noteCodes(request, response.body.string);
  for (const [name, value] of response.headers) reply.header(name, value);
  return reply.code(status).send(response.body.string);
}

/** Apollo Server refuses some requests before any hook of it runs: then the answer itself tells the code. */
function noteCodes(request: FastifyRequest, body: string): void {
  const { observed } = request;
  if (!observed || observed.errorCodes.length > 0) return;
  const { errors = [] } = JSON.parse(body) as { errors?: { extensions?: { code?: string } }[] };
  observed.errorCodes.push(...errors.map(({ extensions }) => extensions?.code ?? 'INTERNAL_ERROR'));
}

/** Not the caller's doing, whatever the code says elsewhere: 503, and what can be done about it. */
function refuseForNow(reply: FastifyReply, request: FastifyRequest, code: ErrorCode): FastifyReply {
  const { what, fix } = ERROR_CODES[code];
  return refuse(reply.header('retry-after', '1'), request, code, `${what} ${fix}`, 503);
}

function refuse(
  reply: FastifyReply,
  request: FastifyRequest,
  code: ErrorCode,
  message?: string,
  httpStatus?: number,
): FastifyReply {
  const entry: ErrorCodeEntry = ERROR_CODES[code];
  request.observed?.errorCodes.push(code);
  telemetry()?.refused(code);
  return reply
    .code(httpStatus ?? entry.httpStatus ?? 500)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ errors: [{ message: message ?? entry.what, extensions: { code } }] }));
}

/** Bodies reach us as bytes, whatever their type: CSRF prevention must see requests that no JSON parser would take. */
function takeBodiesRaw(app: FastifyInstance, bodyBytesMax: number): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: bodyBytesMax }, (_request, body, done) => {
    done(null, body);
  });
}

function codeOfTransportError({ statusCode }: FastifyError): ErrorCode {
  if (statusCode === 413) return 'REQUEST_TOO_LARGE';
  if (statusCode === 415) return 'MEDIA_TYPE_UNSUPPORTED';
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500
    ? 'REQUEST_INVALID'
    : 'INTERNAL_ERROR';
}

function tell(
  listeners: readonly GatewayListener[],
  request: FastifyRequest,
  reply: FastifyReply,
  { operation, errorCodes, fetchCount, supergraphHash }: ObservedRequest,
): void {
  const event = {
    requestId: request.id,
    operation,
    httpStatus: reply.raw.writableFinished ? reply.statusCode : null,
    durationMs: reply.elapsedTime,
    errorCodes: [...new Set(errorCodes)],
    errorCount: errorCodes.length,
    fetchCount,
    supergraphHash,
  };
  for (const listener of listeners) listener.requestEnded?.(event);
}
