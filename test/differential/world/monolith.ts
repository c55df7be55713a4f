import {
  execute,
  getNamedType,
  isScalarType,
  isSpecifiedScalarType,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLSchema,
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
}

/** The right answer: graphql-js on the schema that clients see, with the universe behind it. */
export async function answerAsMonolith(
  api: GraphQLSchema,
  universe: Universe,
  request: MonolithRequest,
  faults: Faults = NO_FAULTS,
  notes: Notes = { types: new Map(), scalars: new Set() },
): Promise<ExecutionResult> {
  const journal = createJournal(faults);
  const fieldResolver: GraphQLFieldResolver<Instance | undefined, unknown, Arguments> = (
    source,
    given,
    _context,
    info,
  ) => {
    const of = source ?? rootInstance(info.parentType.name, journal);
    const fault = faults.ofField(of, info.fieldName);
    if (fault === 'error') throw new Error(FAULT);
    if (fault === 'null') return null;
    const value = universe.field(of, info.fieldName, given);
    const place = placeOf(info.path);
    noteTypes(value, place, notes.types);
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

function noteTypes(value: unknown, place: string, into: Map<string, string>): void {
  if (isInstance(value)) into.set(place, value.type);
  if (Array.isArray(value)) value.forEach((one, index) => noteTypes(one, `${place}/${index}`, into));
}

/** What a field says that fails. */
export const FAULT = 'a fault';

export const rootInstance = (type: string, journal: Journal): Instance =>
  instance(type, type === 'Mutation' ? journal.mutations++ : 0);
