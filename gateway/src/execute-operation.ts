import { nestsDeeper, VARIABLES_DEPTH_MAX } from './admit/variables-depth.js';
import { refuseVariables } from './admit/variables-types.js';
import type { GatewayExecutor } from './apollo/gateway-interface.js';
import type { GraphQLError } from 'graphql';
import type { EngineResult, ParsedOperation } from './engine/engine.js';
import { gatewayError } from './gateway-error.js';
import type { RequestContext } from './request-context.js';
import type { Swap } from './supergraph/swap.js';
import type { GatewayListener } from './telemetry/listener.js';
import { operationSignature } from './telemetry/operation-signature.js';

/**
 * One operation, from its document to its result. Apollo Server has parsed and validated it against a schema; the
 * supergraph of that very schema answers it, whatever took over since.
 */
export function createOperationExecutor(swap: Swap, listeners: readonly GatewayListener[]): GatewayExecutor {
  return async (request) => {
    const context = request.context as RequestContext;
    const unrunnable = whyUnrunnable(request);
    if (unrunnable.length > 0) return { errors: unrunnable };

    const { loaded } = swap.withSchema(request.schema);
    const operation: ParsedOperation = {
      documentHash: request.queryHash,
      document: request.document,
      operationName: request.request.operationName ?? undefined,
    };

    const { operation: type, name } = request.operation;
    const signature = operationSignature(request.document, request.operation);
    context.observed.operation = { name: name?.value ?? null, type, signature };
    for (const listener of listeners) listener.operationStarted?.({ ...operation, source: request.source });
    context.observed.supergraphHash = loaded.hash;

    // A mutation is carried out once it has begun, even if nobody waits for its answer.
    const signal = type === 'mutation' ? NEVER : context.clientLeft;
    const variables = request.request.variables ?? {};
    return toExecutionResult(
      await loaded.execute(operation, { variables, fetchSubgraph: context.fetchSubgraph }, signal),
    );
  };
}

/**
 * What validation lets pass: a document with several operations and no name, a root type that the schema lacks, variables
 * that nest too deep or are not of their types.
 */
function whyUnrunnable({
  operation,
  schema,
  request,
}: Parameters<GatewayExecutor>[0]): readonly GraphQLError[] {
  if (!operation) {
    const message = request.operationName
      ? `The document has no operation named "${request.operationName}".`
      : 'The document does not have exactly one operation: pass `operationName`.';
    return [gatewayError('OPERATION_RESOLUTION_FAILURE', message)];
  }
  if (nestsDeeper(request.variables, VARIABLES_DEPTH_MAX)) {
    const message = `The variables nest deeper than the limit of ${VARIABLES_DEPTH_MAX}.`;
    return [gatewayError('BAD_USER_INPUT', message)];
  }
  if (!schema.getRootType(operation.operation)) {
    const message = `The schema has no ${operation.operation}.`;
    return [gatewayError('GRAPHQL_VALIDATION_FAILED', message, { nodes: operation })];
  }
  return refuseVariables(schema, operation, request.variables ?? {});
}

const NEVER = new AbortController().signal;

const toExecutionResult = ({ data, errors }: EngineResult) => ({
  ...(data === undefined ? {} : { data }),
  ...(errors.length > 0 ? { errors } : {}),
});
