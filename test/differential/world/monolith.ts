import {
  execute,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import type { Arguments } from './arguments.js';
import { createJournal, type Journal } from './journal.js';
import { instance, isInstance, type Instance, type Universe } from './universe.js';

export interface MonolithRequest {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The right answer: graphql-js on the schema that clients see, with the universe behind it. */
export async function answerAsMonolith(
  api: GraphQLSchema,
  universe: Universe,
  request: MonolithRequest,
): Promise<ExecutionResult> {
  const journal = createJournal();
  const fieldResolver: GraphQLFieldResolver<Instance | undefined, unknown, Arguments> = (
    source,
    given,
    _,
    info,
  ) => universe.field(source ?? rootInstance(info.parentType.name, journal), info.fieldName, given);
  return execute({
    schema: api,
    document: request.document,
    operationName: request.operationName,
    variableValues: request.variables,
    fieldResolver,
    typeResolver: (value) => (isInstance(value) ? value.type : undefined),
  });
}

export const rootInstance = (type: string, journal: Journal): Instance =>
  instance(type, type === 'Mutation' ? journal.mutations++ : 0);
