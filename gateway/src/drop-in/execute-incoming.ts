import { requestIdOf } from '@kontor/http/basics';
import { validate, type GraphQLError, type OperationDefinitionNode } from 'graphql';
import type { IncomingHttpHeaders } from 'node:http';
import type { EngineResult, ParsedOperation } from '../engine/engine.js';
import { checkVariables, whyUnresolved } from '../execute-operation.js';
import { gatewayError } from '../gateway-error.js';
import { createRequestHeaders } from '../subgraph-client/request-headers.js';
import type { HotOperations } from '../supergraph/hot-operations.js';
import { toHeaderRules } from '../config.js';
import { refuseOperation } from './admit-operation.js';
import type { GatewayExecutor, GatewayResult, IncomingRequest } from './apollo-types.js';
import type { Held, InService } from './in-service.js';
import { createOperationRun, TRACE_HEADERS, type RunParts } from './operation-run.js';
import type { Admitted, ServedHere } from './served.js';
import { toStockErrors } from './stock-errors.js';

export interface ExecutorParts extends RunParts {
  readonly inService: InService<ServedHere>;
  readonly hot: HotOperations;
}

/** What Apollo Server calls with an operation that it has parsed and validated. */
export function createExecutor(parts: ExecutorParts): GatewayExecutor {
  const { inService, values, sources, hot } = parts;
  const requestHeaders = createRequestHeaders(toHeaderRules(values.headers));
  const limits = {
    ...values.limits,
    bytesMax: values.limits.documentBytesMax,
    tokensMax: values.limits.documentTokensMax,
    depthMax: values.limits.documentDepthMax,
    aliasesMax: values.limits.documentAliasesMax,
  };

  /** The supergraph that the request began on; after `graceMs` the current one, if the operation is valid there. */
  function take({ schema, document }: IncomingRequest): Held<ServedHere> | undefined {
    const held = inService.take(schema);
    if (held) return held;
    const current = inService.current();
    if (!current || validate(current.schema, document).length > 0) return undefined;
    return inService.take(current.schema);
  }

  function admit(incoming: IncomingRequest, { admitted }: ServedHere): Admitted | GraphQLError {
    const key = `${incoming.queryHash}:${incoming.request.operationName ?? ''}`;
    const known = admitted.get(key);
    if (known) return known;
    const refused = refuseOperation(incoming.source, incoming.document, limits);
    if (refused) return refused;
    const fresh: Admitted = {};
    admitted.set(key, fresh);
    return fresh;
  }

  async function run(
    incoming: IncomingRequest,
    definition: OperationDefinitionNode,
    served: ServedHere,
  ): Promise<EngineResult> {
    const variables = incoming.request.variables ?? {};
    const checked = checkVariables(served.schema, definition, variables);
    if (checked.errors) return withoutData(checked.errors);
    const admitted = admit(incoming, served);
    if (admitted instanceof Error) return withoutData([admitted]);
    const operation: ParsedOperation = {
      documentHash: incoming.queryHash,
      document: incoming.document,
      operationName: incoming.request.operationName ?? undefined,
    };
    hot.seen({ ...operation, source: incoming.source });
    const captures = incoming.metrics.captureTraces === true;
    const explained =
      captures || sources.areCustom
        ? await (admitted.explained ??= served.loaded.explain?.(operation) ?? NOT_EXPLAINED)
        : undefined;
    const headers = headersOf(incoming);
    const requestId = requestIdOf({ headers });
    const toSubgraphs = requestHeaders({ headers, requestId }, captures ? TRACE_HEADERS : {});
    const prepared = createOperationRun(incoming, definition, toSubgraphs, requestId, explained, parts);
    const { fetchSubgraph } = prepared;
    const result = await served.loaded.execute(
      operation,
      { variables, coerced: checked.coerced, fetchSubgraph },
      NEVER,
    );
    prepared.end();
    return result;
  }

  return async (incoming) => {
    const unresolved = whyUnresolved(incoming.schema, incoming.operation, incoming.request.operationName);
    if (unresolved) return { errors: [unresolved] };
    const held = take(incoming);
    if (!held) return { errors: [gone()] };
    try {
      return toResult(await run(incoming, incoming.operation, held.served));
    } finally {
      held.release();
    }
  };
}

const gone = (): GraphQLError =>
  gatewayError(
    'GATEWAY_NOT_READY',
    'The supergraph that the request began on is no longer served; ask again.',
  );

const NOT_EXPLAINED = Promise.resolve(undefined);

/** Nothing here hears of it when a client leaves. */
const NEVER = new AbortController().signal;

const headersOf = ({ request }: IncomingRequest): IncomingHttpHeaders =>
  Object.fromEntries(request.http?.headers ?? []);

const withoutData = (errors: readonly GraphQLError[]): EngineResult => ({
  kind: 'object',
  data: undefined,
  errors,
});

const toResult = ({ data, errors }: EngineResult): GatewayResult => ({
  ...(data === undefined ? {} : { data }),
  ...(errors.length > 0 ? { errors: toStockErrors(errors) } : {}),
});
