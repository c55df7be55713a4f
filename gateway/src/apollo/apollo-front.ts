import { ApolloServer } from '@apollo/server';
import { telemetry } from '@kontor/telemetry';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { GatewayInterface, GatewayPlugin, SchemaCallback } from './gateway-interface.js';
import type { ObservedRequest, RequestContext } from '../request-context.js';
import type { ServedSupergraph, Swap } from '../supergraph/swap.js';
import type { OperationExecutor } from '../execute-operation.js';
import { createDocumentStore } from './document-store.js';
import { incrementalPlugin } from './incremental-plugin.js';
import type { PersistedQueries } from './persisted-queries.js';
import { codeOf, createErrorFormat, enrichError } from './format-error.js';

export interface ApolloFrontOptions {
  introspection: boolean;
  documentCacheEntriesMax: number;
  documentCacheBytesMax: number;
  /** How often fragments may multiply an operation's selections. */
  selectionsMax: number;
  /** Undefined: none are kept. */
  persistedQueries: PersistedQueries | undefined;
  plugins: readonly GatewayPlugin[];
  log: {
    debug(message: string): void;
    info(message: string): void;
    warn(message: string): void;
    error(facts: unknown, message?: string): void;
  };
}

/**
 * Apollo Server in front of our executor: parsing, validation (both cached), GraphQL over HTTP, CSRF prevention.
 * It exists from the first supergraph on, and learns of later ones in the same turn in which they take over.
 */
export interface ApolloFront {
  /** Undefined until the first supergraph. */
  server(): ApolloServer<RequestContext> | undefined;
  /** Swaps the supergraph in; throws and changes nothing when its API schema is not one that Apollo Server takes. */
  swapIn(next: ServedSupergraph): Promise<void>;
  /** Errors as its answers hold them, noted as it notes them: for answers that do not pass through it. */
  formatErrors(errors: readonly GraphQLError[], observed: ObservedRequest): readonly GraphQLFormattedError[];
  close(): Promise<void>;
}

export function createApolloFront(
  swap: Swap,
  { executor, runInParts }: Pick<OperationExecutor, 'executor' | 'runInParts'>,
  options: ApolloFrontOptions,
): ApolloFront {
  let server: ApolloServer<RequestContext> | undefined;
  let tellSchema: SchemaCallback | undefined;

  const gateway: GatewayInterface = {
    onSchemaLoadOrUpdate(callback) {
      tellSchema = callback;
      return () => {
        tellSchema = undefined;
      };
    },
    load() {
      const current = swap.current();
      if (!current) throw new Error('Apollo Server starts with the first supergraph');
      tellSchema?.(schemaContext(current));
      return Promise.resolve({ executor });
    },
    stop: () => Promise.resolve(),
  };

  const formatError = errorFormat(options.log);
  const formatErrors: ApolloFront['formatErrors'] = (errors, observed) => {
    observed.errorCodes.push(...errors.map(codeOf));
    return errors.map((error) => formatError(enrichError(error), error));
  };
  const inParts = incrementalPlugin(runInParts, formatErrors);
  return {
    server: () => server,
    formatErrors,
    async swapIn(next) {
      if (server) {
        tellSchema?.(schemaContext(next));
        swap.swapIn(next);
        return;
      }
      swap.swapIn(next);
      const first = new ApolloServer<RequestContext>({ gateway, ...apolloConfig(options, inParts) });
      await first.start();
      server = first;
    },
    async close() {
      await server?.stop();
    },
  };
}

/** It asks for the supergraph's text only to hand it to plugins; ours need none. */
const schemaContext = ({ loaded }: ServedSupergraph) => ({
  apiSchema: loaded.apiSchema,
  coreSupergraphSdl: '',
});

const errorFormat = (log: ApolloFrontOptions['log']) =>
  createErrorFormat((error) => log.error({ err: error }, 'a request failed by a defect'));

function apolloConfig(options: ApolloFrontOptions, inParts: GatewayPlugin) {
  return {
    introspection: options.introspection,
    // "Did you mean …" tells the schema piece by piece.
    hideSchemaDetailsFromClientErrors: !options.introspection,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: options.persistedQueries ? { cache: options.persistedQueries.cache } : (false as const),
    maxRecursiveSelections: options.selectionsMax,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    // Otherwise NODE_ENV decides about several of these.
    nodeEnv: 'production',
    documentStore: createDocumentStore({
      entriesMax: options.documentCacheEntriesMax,
      bytesMax: options.documentCacheBytesMax,
    }),
    formatError: errorFormat(options.log),
    logger: apolloLog(options.log),
    plugins: [
      observeErrors,
      ...operationPlugins(),
      ...options.plugins,
      inParts,
      // None of these: reports that leave the machine, traces in answers, pages from a CDN.
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
    ] as GatewayPlugin[],
  };
}

const observeErrors: GatewayPlugin = {
  requestDidStart: () =>
    Promise.resolve({
      didEncounterErrors({ errors, contextValue }) {
        contextValue.observed.errorCodes.push(...errors.map(codeOf));
        return Promise.resolve();
      },
    }),
};

const operationPlugins = () => {
  const observer = telemetry();
  return observer ? [observer.operationPlugin()] : [];
};

/** Its messages may quote what clients sent; errors reach our log by `formatError`. */
function apolloLog(log: ApolloFrontOptions['log']) {
  return {
    debug: (message: string) => log.debug(message),
    info: (message: string) => log.debug(message),
    warn: (message: string) => log.warn(message),
    error: (message: unknown) => log.error({ err: message }, 'Apollo Server reports an error'),
  };
}
