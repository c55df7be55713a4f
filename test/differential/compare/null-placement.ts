import {
  execute,
  responsePathAsArray,
  type ExecutionResult,
  type GraphQLSchema,
  type ResponsePath,
} from 'graphql';
import type { Operation } from '../operations/operation.js';

type Source = Readonly<Record<string, unknown>>;

/**
 * Is null only where it may be? graphql-js completes the answer once more, as if it came from resolvers. `types` has the
 * type of each object by its place.
 */
export async function misplacedNulls(
  api: GraphQLSchema,
  operation: Operation,
  data: unknown,
  types: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  if (typeof data !== 'object' || data === null) return [];
  const places = new Map<object, string>();
  notePlaces(data, '', places);
  const { errors = [] }: ExecutionResult = await execute({
    schema: api,
    document: operation.document,
    operationName: operation.operationName,
    variableValues: operation.variables,
    rootValue: data,
    fieldResolver: (source: Source, _given, _context, { path }) =>
      Object.hasOwn(source, path.key) ? source[String(path.key)] : undefined,
    typeResolver: (value) => types.get(places.get(value as object) ?? ''),
  });
  return errors.map(({ message, path }) => `${path?.join('.')}: ${message}`);
}

function notePlaces(value: unknown, place: string, into: Map<object, string>): void {
  if (typeof value !== 'object' || value === null) return;
  into.set(value, place);
  for (const [name, inner] of Object.entries(value))
    notePlaces(inner, place === '' ? name : `${place}/${name}`, into);
}

export const placeOf = (path: ResponsePath): string => responsePathAsArray(path).join('/');
