import {
  ApolloServer,
  type ApolloServerPlugin,
  type BaseContext,
  type HTTPGraphQLRequest,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { ApolloServerPluginInlineTrace } from '@apollo/server/plugin/inlineTrace';
import { telemetry } from '@kontor/telemetry';
import { buildSubgraphSchema, type GraphQLSchemaModule } from '@apollo/subgraph';
import { GraphQLError, parse, type ValidationRule } from 'graphql';
import type { Logger } from '@kontor/http';
import { DocumentCache } from './document-cache.js';
import { isFailure, maskError, originalOf } from './mask-errors.js';
import type { SubgraphRequest } from './subgraph-request.js';

export const DOCUMENT_CACHE_ENTRIES_MAX = 500;

export interface GraphQLServerOptions {
  sdl: string;
  resolvers: object;
  introspection: boolean;
  inlineTrace: boolean;
  log: Logger;
}

/** By the request object that Apollo is handed: its plugins see that one again, while context values are cloned. */
export type Requests = WeakMap<HTTPGraphQLRequest, SubgraphRequest>;

/** Apollo Server over one subgraph schema: nothing reported, nothing cached without a bound, nothing internal told. */
export async function createGraphQLServer<TContext extends BaseContext>(
  { sdl, resolvers, introspection, inlineTrace, log }: GraphQLServerOptions,
  requests: Requests,
): Promise<ApolloServer<TContext>> {
  const server = new ApolloServer<TContext>({
    schema: buildSubgraphSchema([
      { typeDefs: parse(sdl), resolvers: resolvers as NonNullable<GraphQLSchemaModule['resolvers']> },
    ]),
    introspection,
    nodeEnv: 'production',
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    maxRecursiveSelections: true,
    validationRules: [knownRootType],
    documentStore: new DocumentCache(DOCUMENT_CACHE_ENTRIES_MAX),
    formatError: maskError,
    logger: {
      debug: say(log, 'debug'),
      info: say(log, 'debug'),
      warn: say(log, 'warn'),
      error: say(log, 'error'),
    },
    apollo: {},
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      // Only for who asks for it (`apollo-federation-include-trace: ftv1`); messages of errors stay here.
      inlineTrace
        ? ApolloServerPluginInlineTrace({ includeErrors: { masked: true } })
        : ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      logFailures(requests, log),
      ...operationPlugins(),
    ],
  });
  await server.start();
  return server;
}

/** Execution would throw for it, as if the server were at fault. */
const knownRootType: ValidationRule = (context) => ({
  OperationDefinition(operation) {
    if (context.getSchema().getRootType(operation.operation)) return;
    const message = `The schema has no ${operation.operation}.`;
    context.reportError(new GraphQLError(message, { nodes: operation }));
  },
});

/** What is masked in the answer is told in full in the log, with the request's id. */
function logFailures<TContext extends BaseContext>(
  requests: Requests,
  log: Logger,
): ApolloServerPlugin<TContext> {
  return {
    async requestDidStart({ request }) {
      return {
        async didEncounterErrors({ errors }) {
          const requestLog = (request.http && requests.get(request.http)?.log) ?? log;
          for (const error of errors)
            if (isFailure(error))
              requestLog.error({ err: originalOf(error), path: error.path?.join('.') }, 'resolver failed');
        },
      };
    },
  };
}

const operationPlugins = () => {
  const observer = telemetry();
  return observer ? [observer.operationPlugin()] : [];
};

const say =
  (log: Logger, level: 'debug' | 'warn' | 'error') =>
  (message?: unknown): void =>
    log[level](String(message));
