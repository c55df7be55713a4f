import { readFileSync } from 'node:fs';
import { HeaderMap, type ApolloServer, type BaseContext, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  countDocument,
  DEFAULT_DOCUMENT_LIMITS,
  type OperationLimits,
  type DocumentViolation,
} from '@kontor/operation';
import { findErrorCode } from '@kontor/protocol';
import { telemetry } from '@kontor/telemetry';
import { booleanFrom } from './environment.js';
import { createGraphQLServer, type Requests } from './graphql-server.js';
import { isFailure } from './mask-errors.js';
import { isSqlCounted, SQL_QUERIES_HEADER, SQL_QUERIES_PATH, sqlTotals, withSqlCount } from './sql-count.js';
import { subgraphRequestOf, type SubgraphRequest } from './subgraph-request.js';

/** Why a request gets no answer, `_service` included. */
export interface Refusal {
  /** In `extensions.code`. */
  code: string;
  message: string;
  /** Default: the status of the code's entry, else 403. */
  httpStatus?: number;
}

export interface SubgraphDefinition<TContext extends BaseContext> {
  /** In logs. */
  name: string;
  /** The federated schema: SDL, or the URL of its file. */
  typeDefs: string | URL;
  /** By type and field, `__resolveReference` included; what codegen calls `Resolvers`. */
  resolvers: object;
  /** Once per request. What it throws is masked like what a resolver throws. */
  context: (request: SubgraphRequest) => TContext | Promise<TContext>;
  /** Asked first, before the body is read. */
  refuse?: (request: SubgraphRequest) => Refusal | undefined;
  /** Further HTTP routes, beside the GraphQL endpoint. `refuse` does not guard them. */
  routes?: (app: FastifyInstance) => void;
  /** After the last answer: disconnect what the subgraph holds. */
  onClose?: () => Promise<void> | void;
  /** May clients ask for the schema by introspection? Default KONTOR_SUBGRAPH_INTROSPECTION, else true; `_service` is not affected. */
  introspection?: boolean;
  /**
   * Trace the resolvers of a request that asks for it, as federated tracing does (`extensions.ftv1`), for routers that
   * collect it? Default KONTOR_SUBGRAPH_INLINE_TRACE, else false: whoever reaches the subgraph could ask.
   */
  inlineTrace?: boolean;
  documentLimits?: Partial<OperationLimits>;
}

export interface MountOptions<TContext extends BaseContext> extends SubgraphDefinition<TContext> {
  /** Of the GraphQL endpoint, such as `/graphql`. */
  path: string;
}

export interface MountedSubgraph {
  /** The SDL as the author wrote it. */
  sdl: string;
}

/** A gateway writes the aliases of one operation into a fetch once for each concrete type that they may stand on. */
const FETCH_LIMITS: OperationLimits = { ...DEFAULT_DOCUMENT_LIMITS, aliasesMax: 5_000 };

/** Serves a subgraph on an app that may hold others; it stops when the app closes. Call before the app listens. */
export async function mountSubgraph<TContext extends BaseContext>(
  app: FastifyInstance,
  options: MountOptions<TContext>,
): Promise<MountedSubgraph> {
  const sdl = options.typeDefs instanceof URL ? readFileSync(options.typeDefs, 'utf8') : options.typeDefs;
  const requests: Requests = new WeakMap();
  const introspection =
    options.introspection ?? booleanFrom(process.env, 'KONTOR_SUBGRAPH_INTROSPECTION', true);
  const inlineTrace = options.inlineTrace ?? booleanFrom(process.env, 'KONTOR_SUBGRAPH_INLINE_TRACE', false);
  const server = await createGraphQLServer<TContext>(
    { sdl, resolvers: options.resolvers, introspection, inlineTrace, log: app.log },
    requests,
  );
  const limits = { ...FETCH_LIMITS, ...options.documentLimits };

  app.route({
    method: ['GET', 'POST'],
    url: options.path,
    onRequest: async (request, reply) => {
      const refusal = options.refuse?.(subgraphRequestOf(request, reply));
      if (refusal) return sendRefusal(reply, refusal);
    },
    handler: async (request, reply) => {
      const violation = findViolation(request, limits);
      if (violation) return sendRefusal(reply, { ...violation, httpStatus: 400 });
      const subgraphRequest = subgraphRequestOf(request, reply);
      return execute(server, request, reply, {
        context: () => contextFor(subgraphRequest, options.context),
        requests,
      });
    },
  });
  options.routes?.(app);
  tellSqlQueries(app);
  app.addHook('onClose', async () => {
    await server.stop();
    await options.onClose?.();
  });
  return { sdl };
}

/** Checked before anything parses the document; what is not a string is Apollo's to refuse. */
function findViolation(request: FastifyRequest, limits: OperationLimits): DocumentViolation | undefined {
  const holder: unknown = request.method === 'GET' ? request.query : request.body;
  const source = isRecord(holder) ? holder['query'] : undefined;
  if (typeof source !== 'string') return undefined;
  const verdict = countDocument(source, limits);
  return verdict.kind === 'exceeded' ? verdict : undefined;
}

/** Apollo masks what a context function throws; only here is it still known whose request it was. */
async function contextFor<TContext extends BaseContext>(
  request: SubgraphRequest,
  context: SubgraphDefinition<TContext>['context'],
): Promise<TContext> {
  try {
    return await context(request);
  } catch (error) {
    if (isFailure(error)) request.log.error({ err: error }, 'context failed');
    throw error;
  }
}

async function execute<TContext extends BaseContext>(
  server: ApolloServer<TContext>,
  request: FastifyRequest,
  reply: FastifyReply,
  options: { context: () => Promise<TContext>; requests: Requests },
): Promise<FastifyReply> {
  const httpGraphQLRequest: HTTPGraphQLRequest = {
    method: request.method,
    headers: headerMap(request),
    search: searchOf(request.url),
    body: request.body,
  };
  options.requests.set(httpGraphQLRequest, subgraphRequestOf(request, reply));
  const answer = () => server.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: options.context });
  const run = () => telemetry()?.operation(answer) ?? answer();
  const { result, queries } = isSqlCounted()
    ? await withSqlCount(run)
    : { result: await run(), queries: undefined };
  if (result.body.kind !== 'complete') throw new Error('a subgraph answers in one piece');
  for (const [name, value] of result.headers) reply.header(name, value);
  if (queries !== undefined) reply.header(SQL_QUERIES_HEADER, String(queries));
  return reply.code(result.status ?? 200).send(result.body.string);
}

const searchOf = (url: string): string => (url.includes('?') ? url.slice(url.indexOf('?')) : '');

function headerMap(request: FastifyRequest): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  return map;
}

function sendRefusal(reply: FastifyReply, { code, message, httpStatus }: Refusal): FastifyReply {
  telemetry()?.refused(code);
  return reply
    .code(httpStatus ?? findErrorCode(code)?.httpStatus ?? 403)
    .send({ errors: [{ message, extensions: { code } }] });
}

function tellSqlQueries(app: FastifyInstance): void {
  if (!isSqlCounted() || app.hasRoute({ method: 'GET', url: SQL_QUERIES_PATH })) return;
  app.get(SQL_QUERIES_PATH, () => sqlTotals());
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
