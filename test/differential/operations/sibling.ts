import {
  getNamedType,
  isSpecifiedScalarType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type FloatValueNode,
  type GraphQLSchema,
  type IntValueNode,
  type StringValueNode,
} from 'graphql';
import { operationOf, type Operation } from './operation.js';

type LiteralNode = IntValueNode | FloatValueNode | StringValueNode;

/**
 * The same operation as another generator of documents would write it: with other names of operation, aliases and
 * fragments, its fragments in another order, and other literals. Equal things stay equal, different ones different.
 */
export function siblingOf(
  { document, variables, operationName }: Operation,
  schema: GraphQLSchema,
): Operation {
  const fields = new Set<string>();
  visit(document, { Field: ({ name, alias }) => void (!alias && fields.add(name.value)) });
  const isAlone = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length === 1;
  const fixed = fixedLiterals(document, schema);
  const other = <Node extends LiteralNode>(node: Node): Node | undefined =>
    fixed.has(textOf(node)) ? undefined : { ...node, value: otherValue(node) };
  const renamed = (name: string): string => `Other${name}`;
  const rewritten = visit(document, {
    IntValue: other,
    FloatValue: other,
    StringValue: other,
    Field: ({ alias, ...field }) =>
      alias && !fields.has(alias.value)
        ? { ...field, alias: { ...alias, value: otherAlias(alias.value) } }
        : undefined,
    FragmentSpread: (spread) => ({
      ...spread,
      name: { ...spread.name, value: renamed(spread.name.value) },
    }),
    FragmentDefinition: (fragment) => ({
      ...fragment,
      name: { ...fragment.name, value: renamed(fragment.name.value) },
    }),
    OperationDefinition: ({ name, ...operation }) =>
      isAlone && !name
        ? { ...operation, name: { kind: Kind.NAME, value: 'Sibling' } }
        : isAlone
          ? operation
          : undefined,
  }) as DocumentNode;
  const definitions = rewritten.definitions.toReversed();
  return operationOf({ ...rewritten, definitions }, variables, isAlone ? undefined : operationName);
}

/** Response names may begin with two underscores here, and mean nothing by it. */
const otherAlias = (alias: string): string => `s_${alias}`;

/** Far from what other literals say. */
function otherValue({ kind, value }: LiteralNode): string {
  if (kind === Kind.STRING) return `other ${value}`;
  return String(Number(value) + OFFSET);
}

const OFFSET = 100_000;

const textOf = ({ kind, value }: LiteralNode): string => `${kind} ${value}`;

/**
 * Literals that cannot be another: those of directives, defaults and custom scalars, and what stands in places of
 * several types.
 */
function fixedLiterals(document: DocumentNode, schema: GraphQLSchema): ReadonlySet<string> {
  const typeInfo = new TypeInfo(schema);
  const types = new Map<string, string>();
  const fixed = new Set<string>();
  let inFixed = 0;
  const note = (node: LiteralNode): void => {
    const type = typeInfo.getInputType();
    const text = textOf(node);
    const known = types.get(text);
    const isFree = inFixed === 0 && type && isSpecifiedScalarType(getNamedType(type));
    if (!isFree || (known !== undefined && known !== String(type))) fixed.add(text);
    else types.set(text, String(type));
  };
  const fix = { enter: () => void (inFixed += 1), leave: () => void (inFixed -= 1) };
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
  return fixed;
}
