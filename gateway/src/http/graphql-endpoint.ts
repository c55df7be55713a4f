import {
  HeaderMap,
  type ApolloServer,
  type HTTPGraphQLRequest,
  type HTTPGraphQLResponse,
} from '@apollo/server';
import { Readable } from 'node:stream';
import type { OperationLimits } from '@kontor/operation';
import { readTheRest } from '@kontor/http';
import { telemetry } from '@kontor/telemetry';
import { ERROR_CODES, type ErrorCode, type ErrorCodeEntry } from '@kontor/protocol';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { refuseDocument } from '../admit/admit-document.js';
import { refusePersistedQuery } from '../admit/persisted-query.js';
import type { AsksForExplanation } from '../explain/explain-permission.js';
import { newObservedRequest, type ObservedRequest, type RequestContext } from '../request-context.js';
import type { Swap } from '../supergraph/swap.js';
import { readGraphQLBody } from './graphql-body.js';
import {
  authenticate,
  createRequestContext,
  tellWhenEnded,
  type RequestScopeParts,
} from './request-scope.js';

export interface GraphQLEndpointParts extends RequestScopeParts {
  path: string;
  /** Undefined until the first supergraph. */
  server: () => ApolloServer<RequestContext> | undefined;
  /** Why there is none: a code of the platform's answer, or GATEWAY_NOT_READY. */
  whyNotReady: () => ErrorCode;
  swap: Swap;
  documentLimits: OperationLimits;
  bodyBytesMax: number;
  asksForExplanation: AsksForExplanation;
  /** Learns which type of answer goes with which `accept`. */
  onAnswered: (accept: string | undefined, contentType: string) => void;
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
    const arrivedAtMs = performance.now() - reply.elapsedTime;
    tellWhenEnded({ requestId: request.id, response: reply.raw, observed }, arrivedAtMs, parts.listeners);
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
  let isInParts = false;
  try {
    const httpGraphQLRequest = toApolloRequest(request, body.value);
    const execute = async (): Promise<FastifyReply> => {
      const response = await server.executeHTTPGraphQLRequest({
        httpGraphQLRequest,
        context: () => admit(request, reply, httpGraphQLRequest, parts),
      });
      if (response.body.kind === 'chunked') {
        // Its client left before there was anything to send: `close` has been, and does not come again.
        if (reply.raw.closed) return await dropParts(reply, response.body.asyncIterator);
        isInParts = true;
        reply.raw.once('close', () => lease.release());
      }
      const answered = sendApolloResponse(reply, request, response);
      const type = response.headers.get('content-type');
      if (reply.statusCode === 200 && type !== undefined && !isInParts)
        parts.onAnswered(request.headers.accept, type);
      return answered;
    };
    const observer = telemetry();
    if (!observer) return await execute();
    return await observer.operation(execute, () => request.observed?.errorCodes ?? []);
  } finally {
    if (!isInParts) lease.release();
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
  { method, search, body }: HTTPGraphQLRequest,
  parts: GraphQLEndpointParts,
): Promise<RequestContext> {
  const observed = request.observed ?? newObservedRequest();
  const asked = { requestId: request.id, headers: request.headers, response: reply.raw, observed };
  const authenticated = await authenticate(asked, parts);

  const { query, extensions } = method === 'GET' ? inSearch(search) : ((body ?? {}) as Asked);
  const refused =
    (typeof query === 'string'
      ? refuseDocument(query, parts.documentLimits, servesDefer(parts))
      : undefined) ?? refusePersistedQuery(extensions, query);
  if (refused) throw refused;

  const explains = parts.asksForExplanation(request.headers);
  return { ...createRequestContext(asked, authenticated, parts), explains };
}

const servesDefer = ({ swap }: GraphQLEndpointParts): boolean =>
  swap.current()?.loaded.executeIncrementally !== undefined;

interface Asked {
  readonly query?: unknown;
  readonly extensions?: unknown;
}

function inSearch(search: string): Asked {
  const parameters = new URLSearchParams(search);
  const extensions = parameters.get('extensions');
  try {
    return {
      query: parameters.get('query'),
      extensions: extensions === null ? undefined : JSON.parse(extensions),
    };
  } catch {
    // Apollo Server tells the caller.
    return { query: parameters.get('query') };
  }
}

function sendApolloResponse(
  reply: FastifyReply,
  request: FastifyRequest,
  response: HTTPGraphQLResponse,
): FastifyReply {
  if (response.body.kind === 'chunked') return sendInParts(reply, response, response.body.asyncIterator);
  const status = response.status ?? 200;
  if (status >= 400) noteCodes(request, response.body.string);
  for (const [name, value] of response.headers) reply.header(name, value);
  return reply.code(status).send(response.body.string);
}

/** Each part as it comes: the next is asked for when this one is written, and none any more when the client leaves. */
function sendInParts(
  reply: FastifyReply,
  { headers, status = 200 }: HTTPGraphQLResponse,
  parts: AsyncIterable<string>,
): FastifyReply {
  for (const [name, value] of headers) reply.header(name, value);
  return reply.code(status).send(Readable.from(parts, { highWaterMark: 1 }));
}

async function dropParts(reply: FastifyReply, parts: AsyncIterableIterator<string>): Promise<FastifyReply> {
  await parts.return?.();
  return reply.hijack();
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
