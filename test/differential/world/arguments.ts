import {
  getNullableType,
  isInputObjectType,
  isListType,
  valueFromASTUntyped,
  valueFromAST,
  type ArgumentNode,
  type GraphQLField,
  type GraphQLInputType,
} from 'graphql';

export type Arguments = Readonly<Record<string, unknown>>;
type Field = GraphQLField<unknown, unknown>;

/**
 * Coerced arguments as text: equal where they mean the same to the schema that clients see. A subgraph may know more
 * arguments and input fields than that, whose defaults mean nothing.
 */
export function argumentsText(field: Field | undefined, given: Arguments): string {
  const entries = Object.entries(given).flatMap(([name, value]) => {
    const argument = field?.args.find((one) => one.name === name);
    return argument ? [[name, known(argument.type, value)] as const] : [];
  });
  return JSON.stringify(sorted(Object.fromEntries(entries)));
}

function known(type: GraphQLInputType, value: unknown): unknown {
  const nullable = getNullableType(type);
  if (value === null || value === undefined) return value;
  if (isListType(nullable))
    return Array.isArray(value) ? value.map((item) => known(nullable.ofType, item)) : value;
  if (!isInputObjectType(nullable)) return value;
  const fields = nullable.getFields();
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const field = fields[name];
      return field ? [[name, known(field.type, inner)] as const] : [];
    }),
  );
}

/** Keys in order, at every depth. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}

/** Of a field set, where arguments are literals; defaults included. */
export function literalArguments(field: Field | undefined, nodes: readonly ArgumentNode[] = []): Arguments {
  const entries = (field?.args ?? []).flatMap(({ name, type, defaultValue }) => {
    const node = nodes.find((one) => one.name.value === name);
    if (!node) return defaultValue === undefined ? [] : [[name, defaultValue] as const];
    return [[name, valueFromAST(node.value, type) ?? valueFromASTUntyped(node.value)] as const];
  });
  return Object.fromEntries(entries);
}
