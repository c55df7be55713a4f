import {
  execute,
  getNamedType,
  isScalarType,
  isSpecifiedScalarType,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  type ResponsePath,
} from 'graphql';
import { placeOf } from '../compare/null-placement.js';
import type { Arguments } from './arguments.js';
import { NO_FAULTS, type Faults } from './faults.js';
import { createJournal, type Journal } from './journal.js';
import { instance, isInstance, type Instance, type Universe } from './universe.js';

export interface MonolithRequest {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Filled while the answer is made, by places of the answer. */
export interface Notes {
  /** The type of each object. */
  readonly types: Map<string, string>;
  /** Where there are values of custom scalars, alone or in lists. */
  readonly scalars: Set<string>;
  /** Response names at the root; not those of introspection. */
  readonly rootFields: Set<string>;
}

/** The right answer: graphql-js on the schema that clients see, with the universe behind it. */
export async function answerAsMonolith(
  api: GraphQLSchema,
  universe: Universe,
  request: MonolithRequest,
  faults: Faults = NO_FAULTS,
  notes: Notes = { types: new Map(), scalars: new Set(), rootFields: new Set() },
): Promise<ExecutionResult> {
  const journal = createJournal(faults);
  const instances = new Map<string, Instance>();
  const fieldResolver: GraphQLFieldResolver<Instance | undefined, unknown, Arguments> = (
    source,
    given,
    _context,
    info,
  ) => {
    const of = source ?? rootInstance(info.parentType.name, journal);
    if (!info.path.prev) notes.rootFields.add(String(info.path.key));
    const fault = faults.ofField(of, info.fieldName);
    if (fault === 'error') throw new Error(FAULT);
    if (fault === 'null') return null;
    const context = universe.inContext(of, info.fieldName, above(info.path.prev, instances));
    const value = universe.field(of, info.fieldName, { ...given, ...context });
    const place = placeOf(info.path);
    note(value, place, instances, notes.types);
    const named = getNamedType(info.returnType);
    if (isScalarType(named) && !isSpecifiedScalarType(named)) notes.scalars.add(place);
    return value;
  };
  return execute({
    schema: api,
    document: request.document,
    operationName: request.operationName,
    variableValues: request.variables,
    fieldResolver,
    typeResolver: (value) => (isInstance(value) ? value.type : undefined),
  });
}

function note(value: unknown, place: string, instances: Map<string, Instance>, types: Map<string, string>) {
  if (isInstance(value)) {
    instances.set(place, value);
    types.set(place, value.type);
  }
  if (Array.isArray(value)) value.forEach((one, index) => note(one, `${place}/${index}`, instances, types));
}

/** The objects above the one at a place, the nearest first. */
function above(
  place: ResponsePath | undefined,
  instances: ReadonlyMap<string, Instance>,
): readonly Instance[] {
  const found: Instance[] = [];
  for (let at = place?.prev; at; at = at.prev) {
    const one = instances.get(placeOf(at));
    if (one) found.push(one);
  }
  return found;
}

/** What a field says that fails. */
export const FAULT = 'a fault';

export const rootInstance = (type: string, journal: Journal): Instance =>
  instance(type, type === 'Mutation' ? journal.mutations++ : 0);
