import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  Kind,
  typeFromAST,
  type GraphQLInputType,
  type GraphQLNamedInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';

/**
 * Values that satisfy an operation's required variables. Warming plans an operation whose values are unknown (they are
 * never kept), and the stock gateway coerces variables before it plans. They reach no subgraph.
 */
export function placeholderVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
): Record<string, unknown> {
  const required = (operation.variableDefinitions ?? []).filter(
    ({ type, defaultValue }) => type.kind === Kind.NON_NULL_TYPE && !defaultValue,
  );
  return Object.fromEntries(
    required.map(({ variable, type }) => [
      variable.name.value,
      // Validated before: a variable's type is an input type of the schema.
      placeholder(typeFromAST(schema, type) as GraphQLInputType),
    ]),
  );
}

function placeholder(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return nonNullPlaceholder(type.ofType);
  return null;
}

function nonNullPlaceholder(type: GraphQLInputType): unknown {
  if (isListType(type)) return [];
  const named = getNamedType(type) as GraphQLNamedInputType;
  if (isEnumType(named)) return named.getValues()[0]?.name;
  if (isInputObjectType(named)) {
    const fields = Object.values(named.getFields());
    // A required field cannot lead back to its own type (the schema would be invalid), so this ends.
    if (named.isOneOf)
      return Object.fromEntries(fields.slice(0, 1).map((f) => [f.name, nonNullPlaceholder(f.type)]));
    return Object.fromEntries(fields.filter(isRequiredInputField).map((f) => [f.name, placeholder(f.type)]));
  }
  return SCALARS.get(named.name) ?? '';
}

const SCALARS = new Map<string, unknown>([
  ['Int', 0],
  ['Float', 0],
  ['Boolean', false],
  ['String', ''],
  ['ID', ''],
]);
