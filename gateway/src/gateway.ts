import { withoutRedaction, type HttpServer, type ReadyReport } from '@kontor/http';
import type { ErrorCode } from '@kontor/protocol';
import type { FastifyInstance } from 'fastify';
import type { GatewayPlugin } from './apollo/gateway-interface.js';
import { createApolloFront } from './apollo/apollo-front.js';
import { createPersistedQueries } from './apollo/persisted-queries.js';
import type { OverrideHook } from './admit/override-labels.js';
import type { SubgraphHeaders } from './admit/subgraph-headers.js';
import {
  mountedGatewayConfigSchema,
  toHeaderRules,
  type MountedGatewayConfig,
  type MountedGatewayConfigInput,
} from './config.js';
import { parseConfig } from './config-values.js';
import type { Engine } from './engine/engine.js';
import { createEngine } from './engine/create-engine.js';
import { createExplainPermission } from './explain/explain-permission.js';
import { createOperationExecutor } from './execute-operation.js';
import { createAnswerTypes } from './http/answer-types.js';
import { graphiqlPage } from './http/graphiql-page.js';
import { graphqlEndpoint } from './http/graphql-endpoint.js';
import { createHotPath } from './http/hot-path.js';
import { createKnownOperations } from './operations/known-operations.js';
import { createSharedExecutions } from './operations/shared-executions.js';
import { createCanonicalOperations } from './operations/canonical-operations.js';
import { createRequestHeaders } from './subgraph-client/request-headers.js';
import { createSubgraphClient } from './subgraph-client/subgraph-client.js';
import { createHotOperations, type Traffic } from './supergraph/hot-operations.js';
import { createReceiver } from './supergraph/receive.js';
import type { SourceState, SupergraphSource } from './supergraph/source.js';
import { createSwap } from './supergraph/swap.js';
import { observeSource, tellVerdict } from './supergraph/tell.js';
import { accessLog } from './telemetry/access-log.js';
import type { GatewayListener } from './telemetry/listener.js';

export interface MountGatewayOptions extends MountedGatewayConfigInput {
  source: SupergraphSource;
  /** Instead of the one that the configuration names. */
  customEngine?: Engine;
  subgraphHeaders?: SubgraphHeaders;
  overrideHook?: OverrideHook;
  listeners?: readonly GatewayListener[];
  /** For Apollo Server, beside Kontor's own. */
  plugins?: readonly GatewayPlugin[];
  /** Log each request; default true. */
  accessLog?: boolean;
  /** Where GraphiQL is, if it is on; default `/`. */
  graphiqlPath?: string;
  /** One of several processes of a gateway: their primary tells log and metrics of sources and supergraphs. */
  isWorker?: boolean;
  /** The server's door before its routes: known operations are answered there. Without it all take the long way. */
  intercept?: HttpServer['intercept'];
}

export interface MountedGateway {
  /** Ready as soon as a supergraph is served, whether or not its source is in touch. */
  ready(): ReadyReport;
  status(): GatewayStatus;
  /** What is asked here most; see hot-operations.ts. */
  traffic(operationsMax: number): Traffic;
  /** For after the last request: the source, the connections, the supergraphs. */
  close(): Promise<void>;
}

export interface GatewayStatus {
  readonly supergraphHash: string | null;
  readonly source: SourceState & { readonly name: string };
}

/**
 * A gateway on a Fastify app: routes now, supergraphs from its source as they come. To be awaited before the app
 * listens. Throws ProcessError when the source's first supergraph is one that cannot be waited for.
 */
export async function mountGateway(
  app: FastifyInstance,
  options: MountGatewayOptions,
): Promise<MountedGateway> {
  const {
    source,
    customEngine,
    subgraphHeaders,
    overrideHook,
    listeners: given = [],
    plugins = [],
    accessLog: logRequests,
    graphiqlPath,
    intercept,
    isWorker = false,
    ...values
  } = options;
  const config = parseConfig(mountedGatewayConfigSchema, values);
  const { log } = app;

  const engine = customEngine ?? createEngine(config);
  const hot = createHotOperations(config.warmUp.trackedOperationsMax);
  const listeners = [
    { operationStarted: hot.seen } satisfies GatewayListener,
    ...(logRequests === false ? [] : [accessLog(withoutRedaction(log))]),
    ...given,
  ];
  const client = createSubgraphClient({
    ...config.subgraphs,
    fetchTimeoutMsOf: new Map(Object.entries(config.subgraphs.fetchTimeoutMsOf)),
    urlOf: new Map(Object.entries(config.subgraphs.urlOf)),
    compressRequestsOf: new Map(Object.entries(config.subgraphs.compressRequestsOf)),
    onTrouble: (trouble) => log.warn(trouble, 'a subgraph gave trouble'),
  });
  const swap = createSwap({
    onDisposed(disposed, inService) {
      client.keepOnly(inService.flatMap(({ urls }) => urls));
      log.info({ supergraphHash: disposed.loaded.hash }, 'supergraph disposed of');
    },
    onDisposeFailed: (error) => log.error({ err: error }, 'a supergraph could not be disposed of'),
  });
  const { documentCacheEntriesMax: entriesMax, documentBytesMax, documentTokensMax } = config.limits;
  const canonical = createCanonicalOperations({ entriesMax, documentBytesMax, documentTokensMax });
  const known = createKnownOperations({ entriesMax, textLengthMax: KNOWN_TEXT_LENGTH_MAX }, canonical.learn);
  const persistedQueries = config.persistedQueries
    ? createPersistedQueries({ bytesMax: config.limits.persistedQueriesBytesMax })
    : undefined;
  const { executor, runInParts, runKnown } = createOperationExecutor(
    swap,
    known,
    listeners,
    config.shareOperations ? createSharedExecutions() : undefined,
  );
  const front = createApolloFront(
    swap,
    { executor, runInParts },
    {
      ...config.limits,
      introspection: config.introspection,
      persistedQueries,
      plugins,
      log,
    },
  );
  let inServiceSince: Date | undefined;
  const receive = createReceiver({
    engine,
    hot,
    limits: { ...config.warmUp, supergraphBytesMax: config.limits.supergraphBytesMax },
    current: swap.current,
    swapIn: front.swapIn,
    onHint: ({ origin }, hint) => log[isWorker ? 'debug' : 'warn']({ origin }, hint),
    onDefect: ({ origin }, error) => log.error({ origin, err: error }, 'a supergraph could not be loaded'),
    onVerdict({ origin, hash }, verdict, tookMs) {
      if (verdict.kind === 'serving') inServiceSince = new Date();
      if (!isWorker) tellVerdict(log, { origin, hash }, verdict, tookMs);
    },
  });

  const answerTypes = createAnswerTypes();
  const headerRules = toHeaderRules(config.headers);
  const common = {
    path: config.path,
    swap,
    client,
    headerRules,
    requestHeaders: createRequestHeaders(headerRules),
    subgraphHeaders,
    overrideHook,
    bodyBytesMax: config.limits.bodyBytesMax,
    listeners,
  };
  app.register(graphqlEndpoint, {
    ...common,
    server: front.server,
    whyNotReady: () => whyNotReady(source.state()),
    documentLimits: documentLimits(config),
    onAnswered: answerTypes.learn,
    asksForExplanation: createExplainPermission(config.explainToken),
  });
  if (!subgraphHeaders && !plugins.some(({ requestDidStart }) => requestDidStart))
    intercept?.(
      createHotPath({
        ...common,
        known,
        canonical,
        persistedQueries,
        shareOperations: config.shareOperations,
        answerTypes,
        runKnown,
        formatErrors: front.formatErrors,
      }),
    );
  if (config.graphiql ?? config.introspection)
    app.register(graphiqlPage, { path: graphiqlPath ?? '/', graphqlPath: config.path });

  const forget = isWorker ? undefined : observeSource(source, () => inServiceSince);

  async function close(): Promise<void> {
    forget?.();
    await source.close();
    await front.close();
    await swap.close();
    await client.close();
  }

  await source.open(receive, log).catch(async (error: unknown) => {
    await close();
    throw error;
  });

  const status = (): GatewayStatus => ({
    supergraphHash: front.server() ? (swap.current()?.loaded.hash ?? null) : null,
    source: { name: source.name, ...source.state() },
  });
  return {
    status,
    ready: () => {
      const { supergraphHash, source: state } = status();
      return { ready: supergraphHash !== null, details: { supergraphHash, source: state } };
    },
    traffic: hot.traffic,
    close,
  };
}

/** 16 Mi characters of operation texts. */
const KNOWN_TEXT_LENGTH_MAX = 16 * 1024 * 1024;

/** What the platform says about a variant that cannot be served is what clients should hear. */
function whyNotReady(state: SourceState): ErrorCode {
  switch (state.kind === 'waiting' ? state.code : undefined) {
    case 'SUPERGRAPH_NOT_READY':
      return 'SUPERGRAPH_NOT_READY';
    case 'GRAPH_NOT_FOUND':
      return 'GRAPH_NOT_FOUND';
    case 'VARIANT_NOT_FOUND':
      return 'VARIANT_NOT_FOUND';
    default:
      return 'GATEWAY_NOT_READY';
  }
}

const documentLimits = ({ limits }: MountedGatewayConfig) => ({
  bytesMax: limits.documentBytesMax,
  tokensMax: limits.documentTokensMax,
  depthMax: limits.documentDepthMax,
  aliasesMax: limits.documentAliasesMax,
});
