import type { GatewayConfig, GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import { getOperationAST, GraphQLError, parse, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import {
  SupergraphRejected,
  type Engine,
  type EngineRequest,
  type EngineResult,
  type LoadedSupergraph,
  type ParsedOperation,
  type Supergraph,
  type SubgraphError,
} from '../engine.js';
import { placeholderVariables } from './placeholder-variables.js';
import { tooComplex } from '../../plan/planner-refusals.js';
import { warm } from '../warm.js';
import { beyondStock } from './beyond-stock.js';
import { toEngineResult } from './engine-result.js';
import { messageOf } from '../../message-of.js';

export interface StockEngineOptions {
  /** Size of the query plans kept per supergraph. */
  planCacheMiB: number;
  /** How many candidate plans the planner compares for one operation before it takes the best so far. */
  evaluatedPlansMax: number;
  /** How many ways to reach one field the planner follows before it refuses the operation. */
  pathsPerFieldMax: number;
}

/** `@apollo/gateway` behind the {@link Engine} contract: one ApolloGateway per supergraph, with a static supergraph. */
export function createStockEngine(options: StockEngineOptions): Engine {
  // It would otherwise start metric exporters of its own and look for cloud metadata.
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
  return { name: 'stock', load: (supergraph) => loadSupergraph(supergraph, options) };
}

/** What travels as the stock gateway's context, from our `execute` to our data source. */
type StockContext =
  | { readonly kind: 'request'; readonly request: EngineRequest; readonly signal: AbortSignal }
  | { readonly kind: 'warming' };

/** Thrown once a plan is in the cache, so that warming sends nothing. */
const PLANNED = new Error('planned');

async function loadSupergraph(
  supergraph: Supergraph,
  options: StockEngineOptions,
): Promise<LoadedSupergraph> {
  const beyond = beyondStock(supergraph.sdl);
  if (beyond) throw new SupergraphRejected(beyond);
  // Tens of megabytes, for those who ask for this engine.
  const { ApolloGateway } = await import('@apollo/gateway');
  const gateway = new ApolloGateway(stockConfig(supergraph, options));
  const { schema, executor } = await gateway.load({ apollo: {} }).catch((error: unknown) => {
    throw new SupergraphRejected(messageOf(error));
  });

  /** Giving up on an operation takes the planner as long as planning: once is enough. */
  const refused = new LRUCache<string, GraphQLError>({ max: REFUSED_OPERATIONS_MAX });

  const run = (operation: ParsedOperation, variables: EngineRequest['variables'], context: StockContext) =>
    executor({
      request: {
        variables: { ...variables },
        ...(operation.operationName === undefined ? {} : { operationName: operation.operationName }),
      },
      document: operation.document,
      queryHash: operation.documentHash,
      operationName: operation.operationName ?? null,
      schema,
      context,
      logger: SILENT,
      metrics: {},
      // The rest of its type is for features that are off: response cache, plan exposure, traces.
    } as unknown as Parameters<typeof executor>[0]);

  return {
    hash: supergraph.hash,
    apiSchema: schema,
    warm: (hot, deadlineMs) => warm(schema, hot, deadlineMs, (operation) => planOnly(schema, operation, run)),
    async execute(operation, request, signal): Promise<EngineResult> {
      const known = refused.get(operationKey(operation));
      if (known) return { kind: 'object', data: undefined, errors: [known] };
      try {
        return toEngineResult(await run(operation, request.variables, { kind: 'request', request, signal }));
      } catch (error) {
        const refusal = tooComplex({ message: messageOf(error) });
        if (!refusal) throw error;
        refused.set(operationKey(operation), refusal);
        return { kind: 'object', data: undefined, errors: [refusal] };
      }
    },
    dispose: () => gateway.stop(),
  };
}

function stockConfig(supergraph: Supergraph, options: StockEngineOptions): GatewayConfig {
  return {
    supergraphSdl: supergraph.sdl,
    buildService: ({ name, url }) => subgraphSource(name, url ?? ''),
    validateSupergraph: true,
    debug: false,
    logger: SILENT,
    // Both would show query plans to whoever asks with a header, unless NODE_ENV says production.
    __exposeQueryPlanExperimental: false,
    experimental_approximateQueryPlanStoreMiB: options.planCacheMiB,
    queryPlannerConfig: {
      debug: { maxEvaluatedPlans: options.evaluatedPlansMax, pathsLimit: options.pathsPerFieldMax },
    },
    experimental_didResolveQueryPlan({ requestContext }) {
      if ((requestContext.context as unknown as StockContext).kind === 'warming') throw PLANNED;
    },
  };
}

const REFUSED_OPERATIONS_MAX = 1_000;

const operationKey = ({ documentHash, operationName = '' }: ParsedOperation) =>
  `${documentHash}:${operationName}`;

/** Hands every fetch of a plan to the request's `fetchSubgraph`. */
function subgraphSource(subgraph: string, url: string): GraphQLDataSource {
  return {
    async process(options: GraphQLDataSourceProcessOptions) {
      const context = options.context as unknown as StockContext;
      if (context.kind === 'warming') throw new Error('a fetch while warming');
      const query = options.request.query ?? '';
      const answer = await context.request.fetchSubgraph(
        {
          subgraph,
          url,
          // The planner writes this text: a mutation starts with the word.
          kind: query.startsWith('mutation') ? 'mutation' : 'query',
          query,
          operationName: options.request.operationName,
          variables: options.request.variables ?? {},
        },
        context.signal,
      );
      switch (answer.kind) {
        case 'failed':
          throw failedFetch(answer.error, query, options);
        case 'answered':
          return { data: answer.data, ...(answer.errors.length > 0 ? { errors: answer.errors } : {}) };
      }
    },
  };
}

function failedFetch(
  error: SubgraphError,
  query: string,
  options: GraphQLDataSourceProcessOptions,
): GraphQLError {
  const at = 'pathInIncomingRequest' in options ? options.pathInIncomingRequest : undefined;
  const path = at && at.length > 0 ? at : rootPath(query);
  return new GraphQLError(error.message, { ...(path ? { path } : {}), extensions: { ...error.extensions } });
}

/** A failed root fetch belongs to a field only when it asked for one field. */
function rootPath(query: string): string[] | undefined {
  const [first, ...others] =
    getOperationAST(parse(query, { noLocation: true }))?.selectionSet.selections ?? [];
  if (first?.kind !== 'Field' || others.length > 0) return undefined;
  return [(first.alias ?? first.name).value];
}

type Run = (
  operation: ParsedOperation,
  variables: Record<string, unknown>,
  context: StockContext,
) => Promise<unknown>;

async function planOnly(schema: GraphQLSchema, operation: ParsedOperation, run: Run): Promise<boolean> {
  const definition = getOperationAST(operation.document, operation.operationName);
  if (!definition) return false;
  try {
    await run(operation, placeholderVariables(schema, definition), { kind: 'warming' });
    return false;
  } catch (outcome) {
    return outcome === PLANNED;
  }
}

/** Its messages repeat ours, or name URLs; what matters reaches us as errors. */
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };
