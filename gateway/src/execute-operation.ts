import type { GatewayExecutor } from './apollo/gateway-interface.js';
import type { EngineResult, ParsedOperation } from './engine/engine.js';
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
    const { loaded } = swap.withSchema(request.schema);
    const operation: ParsedOperation = {
      documentHash: request.queryHash,
      document: request.document,
      operationName: request.request.operationName ?? undefined,
    };

    if (request.operation) {
      const { operation: type, name } = request.operation;
      const signature = operationSignature(request.document, request.operation);
      context.observed.operation = { name: name?.value ?? null, type, signature };
      for (const listener of listeners) listener.operationStarted?.({ ...operation, source: request.source });
    }
    context.observed.supergraphHash = loaded.hash;

    // A mutation is carried out once it has begun, even if nobody waits for its answer.
    const signal = request.operation?.operation === 'mutation' ? NEVER : context.clientLeft;
    const variables = request.request.variables ?? {};
    return toExecutionResult(
      await loaded.execute(operation, { variables, fetchSubgraph: context.fetchSubgraph }, signal),
    );
  };
}

const NEVER = new AbortController().signal;

const toExecutionResult = ({ data, errors }: EngineResult) => ({
  ...(data === undefined ? {} : { data }),
  ...(errors.length > 0 ? { errors } : {}),
});
