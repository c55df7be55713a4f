import type { GraphQLError, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { nestsDeeper, VARIABLES_DEPTH_MAX } from './admit/variables-depth.js';
import { coerceVariables } from './admit/variables-types.js';
import type { GatewayExecutor } from './apollo/gateway-interface.js';
import type { EngineResult, IncrementalResult, LoadedSupergraph } from './engine/engine.js';
import { explainExecution } from './explain/explain-execution.js';
import { gatewayError } from './gateway-error.js';
import {
  identifyOperation,
  type IdentifiedOperation,
  type KnownOperation,
  type KnownOperations,
} from './operations/known-operations.js';
import type { RequestContext } from './request-context.js';
import { mayBeShared, type SharedExecutions } from './operations/shared-executions.js';
import type { Swap } from './supergraph/swap.js';
import type { GatewayListener } from './telemetry/listener.js';

/** What both ways to an answer share: the one through Apollo Server, and the one for operations that are known already. */
export interface OperationExecutor {
  /** For Apollo Server, which has parsed and validated the document against a schema. */
  readonly executor: GatewayExecutor;
  /** For an operation with `@defer`, if the engine answers in parts; all at once if not. */
  runInParts(request: RequestInParts): Promise<EngineResult | IncrementalResult>;
  /** The operation on the supergraph that knows it; plugins see nothing of it, so its result may be shared. Undefined: it is not run, its variables are not what it asks for. */
  runKnown(
    operation: IdentifiedOperation,
    variables: Readonly<Record<string, unknown>>,
    loaded: LoadedSupergraph,
    createContext: () => RequestContext,
  ): Promise<EngineResult> | undefined;
}

/** What Apollo Server tells a plugin that answers in its place. */
type RequestInParts = Pick<Parameters<GatewayExecutor>[0], 'schema' | 'operation' | 'source' | 'document'> & {
  readonly queryHash?: string;
  readonly contextValue: RequestContext;
  readonly request: { readonly operationName?: string; readonly variables?: Record<string, unknown> };
};

/** One operation, from its document to its result; the supergraph that it was validated on answers it, whatever took over since. */
export function createOperationExecutor(
  swap: Swap,
  known: KnownOperations,
  listeners: readonly GatewayListener[],
  shared: SharedExecutions | undefined,
): OperationExecutor {
  /** Tells who watches; a mutation is carried out once it has begun, even if nobody waits for its answer. */
  function begin(
    operation: IdentifiedOperation,
    loaded: LoadedSupergraph,
    context: RequestContext,
  ): AbortSignal {
    context.observed.operation = operation.identity;
    for (const listener of listeners) listener.operationStarted?.(operation);
    context.observed.supergraphHash = loaded.hash;
    return operation.definition.operation === 'mutation' ? NEVER : context.clientLeft;
  }

  function run(
    operation: IdentifiedOperation,
    variables: Readonly<Record<string, unknown>>,
    coerced: Readonly<Record<string, unknown>>,
    loaded: LoadedSupergraph,
    context: RequestContext,
    sharing?: SharedExecutions,
  ): Promise<EngineResult> {
    const signal = begin(operation, loaded, context);
    const { fetchSubgraph, isOverridden } = context;
    const sent = { variables, coerced, fetchSubgraph, ...(isOverridden && { isOverridden }) };
    const execute = (until: AbortSignal): Promise<EngineResult> => loaded.execute(operation, sent, until);
    // Whoever overrides by request may tell requests apart that subgraphs cannot.
    if (!sharing || isOverridden || !mayBeShared(operation)) return execute(signal);
    const sameness = `${JSON.stringify(variables)}\n${context.headerSameness()}`;
    return sharing.join(operation, sameness, signal, execute);
  }

  return {
    async executor(request) {
      const checked = checkRequest(request);
      if (checked.errors) return { errors: checked.errors };
      const { variables } = checked;
      const { loaded } = swap.withSchema(request.schema);
      const seen = known.learn(loaded, operationOf(request));
      const context = request.context as RequestContext;
      if (!context.explains)
        return toExecutionResult(await run(seen, variables, checked.coerced, loaded, context));
      const explainer = await explainExecution(loaded, seen, context.fetchSubgraph);
      const { fetchSubgraph } = explainer;
      const result = await run(seen, variables, checked.coerced, loaded, { ...context, fetchSubgraph });
      return { ...toExecutionResult(result), extensions: { explain: explainer.explanation() } };
    },
    async runInParts({ contextValue: context, ...request }) {
      const checked = checkRequest(request);
      if (checked.errors) return withoutData(checked.errors);
      const { variables, coerced } = checked;
      const { loaded } = swap.withSchema(request.schema);
      const identified = identifyOperation(operationOf(request));
      const signal = begin(identified, loaded, context);
      const { fetchSubgraph, isOverridden } = context;
      const sent = { variables, coerced, fetchSubgraph, ...(isOverridden && { isOverridden }) };
      return (
        (await loaded.executeIncrementally?.(identified, sent, signal)) ??
        loaded.execute(identified, sent, signal)
      );
    },
    runKnown(operation, variables, loaded, createContext) {
      const checked = checkVariables(loaded.apiSchema, operation.definition, variables);
      return checked.errors
        ? undefined
        : run(operation, variables, checked.coerced, loaded, createContext(), shared);
    },
  };
}

type ValidatedRequest = Pick<
  RequestInParts,
  'schema' | 'operation' | 'source' | 'document' | 'queryHash' | 'request'
>;

/** The variables of a request that can be run, or why it cannot. */
function checkRequest({ schema, operation, request }: ValidatedRequest) {
  const unresolved = whyUnresolved(schema, operation, request.operationName);
  if (unresolved) return { errors: [unresolved] };
  const variables = request.variables ?? {};
  return { variables, ...checkVariables(schema, operation, variables) };
}

const operationOf = ({
  source,
  queryHash,
  document,
  operation,
  request,
}: ValidatedRequest): KnownOperation => ({
  source,
  documentHash: queryHash ?? source,
  document,
  definition: operation,
  operationName: request.operationName ?? undefined,
});

/** What validation lets pass: a document with several operations and no name, a root type that the schema lacks. */
export function whyUnresolved(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode | undefined,
  operationName: string | undefined,
): GraphQLError | undefined {
  if (!operation) {
    const message = operationName
      ? `The document has no operation named "${operationName}".`
      : 'The document does not have exactly one operation: pass `operationName`.';
    return gatewayError('OPERATION_RESOLUTION_FAILURE', message);
  }
  if (!schema.getRootType(operation.operation)) {
    const message = `The schema has no ${operation.operation}.`;
    return gatewayError('GRAPHQL_VALIDATION_FAILED', message, { nodes: operation });
  }
  return undefined;
}

/** Variables that nest too deep, or are not of their types. */
export function checkVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): ReturnType<typeof coerceVariables> {
  if (nestsDeeper(variables, VARIABLES_DEPTH_MAX)) {
    const message = `The variables nest deeper than the limit of ${VARIABLES_DEPTH_MAX}.`;
    return { errors: [gatewayError('BAD_USER_INPUT', message)] };
  }
  return coerceVariables(schema, operation, variables);
}

const NEVER = new AbortController().signal;

const withoutData = (errors: readonly GraphQLError[]): EngineResult => ({
  kind: 'object',
  data: undefined,
  errors,
});

const toExecutionResult = ({ data, errors }: EngineResult) => ({
  ...(data === undefined ? {} : { data }),
  ...(errors.length > 0 ? { errors } : {}),
});
