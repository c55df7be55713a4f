import {
  getVariableValues,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { gatewayError } from '../gateway-error.js';

/** Mistakes that one answer lists: the engine would tell each, and write the whole value into every one. */
const VARIABLE_ERRORS_MAX = 20;

/** Of an error's message: it repeats the value, which may be most of a body. */
const MESSAGE_LENGTH_MAX = 500;

/** What is wrong with the types of the variables; empty when they can be coerced. */
export function refuseVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): GraphQLError[] {
  if (variableDefinitions.length === 0) return [];
  const { errors = [] } = getVariableValues(schema, variableDefinitions, variables, {
    maxErrors: VARIABLE_ERRORS_MAX,
  });
  return errors.map(({ message, nodes }) =>
    gatewayError('BAD_USER_INPUT', shorten(message), { ...(nodes && { nodes }) }),
  );
}

const shorten = (message: string): string =>
  message.length <= MESSAGE_LENGTH_MAX ? message : `${message.slice(0, MESSAGE_LENGTH_MAX)}…`;
