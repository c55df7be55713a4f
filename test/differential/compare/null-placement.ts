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
 * type of each object by its place. `inParts`: what is not there at all is of a part that failed.
 */
export async function misplacedNulls(
  api: GraphQLSchema,
  operation: Operation,
  data: unknown,
  types: ReadonlyMap<string, string>,
  inParts: boolean,
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
  const counted = inParts ? errors.filter(({ path = [] }) => isThere(data, path)) : errors;
  return counted.map(({ message, path }) => `${path?.join('.')}: ${message}`);
}

function isThere(data: unknown, path: readonly (string | number)[]): boolean {
  const [step, ...rest] = path;
  if (step === undefined || data === null) return true;
  return typeof data === 'object' && Object.hasOwn(data, step) && isThere((data as Source)[step], rest);
}

function notePlaces(value: unknown, place: string, into: Map<object, string>): void {
  if (typeof value !== 'object' || value === null) return;
  into.set(value, place);
  for (const [name, inner] of Object.entries(value))
    notePlaces(inner, place === '' ? name : `${place}/${name}`, into);
}

export const placeOf = (path: ResponsePath): string => responsePathAsArray(path).join('/');
