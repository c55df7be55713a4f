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

export type CoercedVariables =
  | { readonly errors: GraphQLError[]; readonly coerced?: never }
  | { readonly coerced: Readonly<Record<string, unknown>>; readonly errors?: never };

/** The variables as their types make of them, defaults filled in; or what is wrong with them. */
export function coerceVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): CoercedVariables {
  if (variableDefinitions.length === 0) return NONE;
  const { errors, coerced } = getVariableValues(schema, variableDefinitions, variables, {
    maxErrors: VARIABLE_ERRORS_MAX,
  });
  if (!errors) return { coerced };
  return {
    errors: errors.map(({ message, nodes }) =>
      gatewayError('BAD_USER_INPUT', shorten(message), { ...(nodes && { nodes }) }),
    ),
  };
}

const NONE: CoercedVariables = { coerced: {} };

const shorten = (message: string): string =>
  message.length <= MESSAGE_LENGTH_MAX ? message : `${message.slice(0, MESSAGE_LENGTH_MAX)}…`;
