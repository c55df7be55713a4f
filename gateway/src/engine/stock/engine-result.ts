import { GraphQLError, type ExecutionResult } from 'graphql';
import type { EngineResult } from '../engine.js';
import { gatewayError } from '../../gateway-error.js';

/** The stock gateway's answer in the words of the contract: coded errors with proper paths, and none of them hidden. */
export function toEngineResult(result: ExecutionResult): EngineResult {
  if (result.data === undefined) return withoutData(result.errors ?? []);
  return {
    kind: 'object',
    data: result.data as Record<string, unknown> | null,
    errors: [...(result.errors ?? []).map(subgraphError), ...valueErrors(result)],
  };
}

function withoutData(errors: readonly GraphQLError[]): EngineResult {
  if (errors.length > 0 && errors.every(({ nodes }) => nodes && nodes.length > 0))
    return { kind: 'object', data: undefined, errors: errors.map(inputError) };
  // A wrong shape in a subgraph's data makes it drop everything, with an error that quotes the data.
  const message = 'A subgraph answered with data of another shape than its schema.';
  return { kind: 'object', data: null, errors: [gatewayError('SUBGRAPH_RESPONSE_INVALID', message)] };
}

/** Variables that do not fit their types; it says so without a code. */
const inputError = (error: GraphQLError): GraphQLError =>
  gatewayError('BAD_USER_INPUT', error.message, { nodes: error.nodes ?? null });

function subgraphError(error: GraphQLError | Error): GraphQLError {
  if (!('extensions' in error) || typeof error.extensions['code'] !== 'string') return failedFetch(error);
  const { serviceName, ...extensions } = error.extensions;
  return new GraphQLError(error.message, {
    path: concretePath(error.path),
    extensions: { ...extensions, ...(typeof serviceName === 'string' ? { subgraph: serviceName } : {}) },
  });
}

/** Thrown by the stock gateway itself around a fetch; only its messages tell why. */
function failedFetch({ message }: Error): GraphQLError {
  return message.startsWith('Variables cannot contain key "representations"')
    ? gatewayError('BAD_USER_INPUT', 'A variable of the operation must not be named "representations".')
    : gatewayError(
        'SUBGRAPH_RESPONSE_INVALID',
        'A subgraph did not answer with the entities that it was asked for.',
      );
}

/** It marks "each element of a list" by `@`, which is no path of a response: the list is. */
function concretePath(path: GraphQLError['path']): (string | number)[] | undefined {
  if (!path) return undefined;
  const list = path.indexOf('@');
  return list === -1 ? [...path] : path.slice(0, list);
}

/** Null where the schema forbids it, a value of another type: it tells them as an extension, the specification as errors. */
function valueErrors(result: ExecutionResult): GraphQLError[] {
  const errors = result.extensions?.['valueCompletion'];
  if (!Array.isArray(errors)) return [];
  return errors.map(({ message, path }: GraphQLError) =>
    gatewayError('SUBGRAPH_VALUE_INVALID', message, path ? { path } : {}),
  );
}
