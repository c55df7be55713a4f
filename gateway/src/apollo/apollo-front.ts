import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { telemetry } from '@kontor/telemetry';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLError } from 'graphql';
import type { GatewayExecutor, GatewayInterface, SchemaCallback } from './gateway-interface.js';
import type { RequestContext } from '../request-context.js';
import type { ServedSupergraph, Swap } from '../supergraph/swap.js';
import { createDocumentStore } from './document-store.js';
import { createErrorFormat, ownCodeOf } from './format-error.js';

export interface ApolloFrontOptions {
  introspection: boolean;
  documentCacheEntriesMax: number;
  documentCacheBytesMax: number;
  /** How often fragments may multiply an operation's selections. */
  selectionsMax: number;
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
  close(): Promise<void>;
}

export function createApolloFront(
  swap: Swap,
  executor: GatewayExecutor,
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

  return {
    server: () => server,
    async swapIn(next) {
      if (server) {
        tellSchema?.(schemaContext(next));
        swap.swapIn(next);
        return;
      }
      swap.swapIn(next);
      const first = new ApolloServer<RequestContext>({ gateway, ...apolloConfig(options) });
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

function apolloConfig(options: ApolloFrontOptions) {
  return {
    introspection: options.introspection,
    // "Did you mean …" tells the schema piece by piece.
    hideSchemaDetailsFromClientErrors: !options.introspection,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false as const,
    maxRecursiveSelections: options.selectionsMax,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    // Otherwise NODE_ENV decides about several of these.
    nodeEnv: 'production',
    documentStore: createDocumentStore({
      entriesMax: options.documentCacheEntriesMax,
      bytesMax: options.documentCacheBytesMax,
    }),
    formatError: createErrorFormat((error) =>
      options.log.error({ err: error }, 'a request failed by a defect'),
    ),
    logger: apolloLog(options.log),
    plugins: [
      observeErrors,
      ...operationPlugins(),
      // None of these: reports that leave the machine, traces in answers, pages from a CDN.
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
    ] as ApolloServerPlugin<RequestContext>[],
  };
}

const observeErrors: ApolloServerPlugin<RequestContext> = {
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

const codeOf = (error: GraphQLError): string => {
  const { code } = error.extensions;
  return (
    ownCodeOf(error) ??
    (typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR' ? code : 'INTERNAL_ERROR')
  );
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
