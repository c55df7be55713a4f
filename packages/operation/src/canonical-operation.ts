import {
  getNamedType,
  Kind,
  parse,
  parseType,
  print,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FloatValueNode,
  type GraphQLInputType,
  type GraphQLSchema,
  type IntValueNode,
  type OperationDefinitionNode,
  type StringValueNode,
} from 'graphql';
import { CANONICAL_PREFIX, type CanonicalDocument, type Literal } from './canonical-document.js';

/** One operation that stands for all of its canonical text and kept literals. */
export interface CanonicalOperation {
  readonly source: string;
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  /** How the n-th alias is called in its answers. */
  aliasName(index: number): string;
  /** Slots that stay literals: two documents that differ in one of these have different operations. */
  readonly kept: readonly number[];
  /** The other slots, as variables. Undefined: a value that no variable can carry. */
  variablesOf(literals: readonly Literal[]): Record<string, unknown> | undefined;
}

/** The scalars whose literals and variable values mean the same by the specification; others decide for themselves. */
const BUILT_IN = new Set(['Int', 'Float', 'String', 'ID']);

/**
 * Of a valid document, the operation that stands for it. `aliasPrefix` begins with {@link CANONICAL_PREFIX}; aliases
 * are found again by it in answers, so no value of an answer should hold it by chance. Undefined where no operation can
 * stand for others.
 */
export function canonicalOperation(
  valid: DocumentNode,
  canonical: CanonicalDocument,
  schema: GraphQLSchema,
  aliasPrefix: string,
): CanonicalOperation | undefined {
  const slotAt = new Map(
    canonical.literals.flatMap(({ starts }, slot) => starts.map((start) => [start, slot])),
  );
  const types = variableTypes(valid, slotAt, schema);
  const aliasIndex = new Map(canonical.aliases.map((alias, index) => [alias, index]));
  const aliasName = (index: number): string => `${aliasPrefix}${index}`;
  const toVariable = (node: LiteralNode) => {
    const slot = slotAt.get(node.loc?.start ?? -1);
    return slot !== undefined && types.has(slot)
      ? { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: variableName(slot) } }
      : undefined;
  };
  const rewritten = visit(valid, {
    IntValue: toVariable,
    FloatValue: toVariable,
    StringValue: toVariable,
    Field: ({ alias, ...field }) =>
      alias && {
        ...field,
        alias: { kind: Kind.NAME, value: aliasName(aliasIndex.get(alias.value) ?? -1) },
      },
    OperationDefinition: {
      leave: (operation) => ({
        ...operation,
        name: undefined,
        variableDefinitions: [
          ...(operation.variableDefinitions ?? []),
          ...[...types].map(([slot, type]) => ({
            kind: Kind.VARIABLE_DEFINITION,
            variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: variableName(slot) } },
            type: parseType(String(type)),
          })),
        ],
      }),
    },
  }) as DocumentNode;
  const source = print(rewritten);
  const document = parse(source);
  const definition = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  if (definition?.kind !== Kind.OPERATION_DEFINITION || validate(schema, document).length > 0)
    return undefined;

  return {
    source,
    document,
    definition,
    aliasName,
    kept: canonical.literals.flatMap((_, slot) => (types.has(slot) ? [] : [slot])),
    variablesOf: (literals) => readVariables(literals, types),
  };
}

type LiteralNode = IntValueNode | FloatValueNode | StringValueNode;

const variableName = (slot: number): string => `${CANONICAL_PREFIX}l${slot}`;

/** The type of the place where a literal stands, for those that a variable can take: by slot. */
function variableTypes(
  document: DocumentNode,
  slotAt: ReadonlyMap<number, number>,
  schema: GraphQLSchema,
): ReadonlyMap<number, GraphQLInputType> {
  const typeInfo = new TypeInfo(schema);
  const types = new Map<number, GraphQLInputType>();
  const kept = new Set<number>();
  /** Directives are looked at while planning; the default of a variable cannot be one itself. */
  let fixed = 0;
  const note = (node: LiteralNode): void => {
    const slot = slotAt.get(node.loc?.start ?? -1);
    if (slot === undefined) return;
    const type = typeInfo.getInputType();
    const known = types.get(slot);
    const usable = fixed === 0 && type && BUILT_IN.has(getNamedType(type).name);
    if (!usable || (known && String(known) !== String(type))) kept.add(slot);
    else types.set(slot, type);
  };
  const fix = { enter: () => void (fixed += 1), leave: () => void (fixed -= 1) };
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Directive: fix,
      VariableDefinition: fix,
      IntValue: note,
      FloatValue: note,
      StringValue: note,
    }),
  );
  for (const slot of kept) types.delete(slot);
  return types;
}

function readVariables(
  literals: readonly Literal[],
  types: ReadonlyMap<number, GraphQLInputType>,
): Record<string, unknown> | undefined {
  const variables: Record<string, unknown> = {};
  for (const [slot, type] of types) {
    const literal = literals[slot];
    if (!literal) return undefined;
    const value = readValue(literal, getNamedType(type).name);
    if (typeof value === 'number' && !Number.isFinite(value)) return undefined;
    variables[variableName(slot)] = value;
  }
  return variables;
}

/** An ID may have more digits than a number has. */
const readValue = ({ kind, value }: Literal, typeName: string): string | number =>
  kind === 'String' || typeName === 'ID' ? value : Number(value);
