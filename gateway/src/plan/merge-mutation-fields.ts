import {
  getNamedType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';

/**
 * A mutation that is selected twice, under different conditions, is one mutation. The planner takes it for two and sends
 * both: here each becomes the only one that is sent.
 *
 *   archive { size }  archive @include(if: $a) { sku }
 *     ->  archive { size ... @include(if: $a) { sku } }
 *
 *   archive @include(if: $a) { size }  archive @include(if: $b) { sku }
 *     ->  archive @include(if: $a) { size ... @include(if: $b) { sku } }
 *         ... @include(if: $b) { archive @skip(if: $a) { sku } }
 *
 * Literal conditions are gone by now, fields have their names in the tree.
 */
export function mergeMutationFields(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const root = schema.getMutationType();
  if (!root) return document;
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  const definitions = document.definitions.map((node) =>
    node.kind === Kind.OPERATION_DEFINITION && node.operation === 'mutation'
      ? mergeIn(node, root, fragments)
      : node,
  );
  return { ...document, definitions };
}

/** A field with what must hold for it; a condition that holds when a variable has the value. */
interface Occurrence {
  readonly field: FieldNode;
  readonly conditions: readonly Condition[];
}

interface Condition {
  readonly variable: string;
  readonly value: boolean;
}

/** Beyond this, whoever writes such documents gets them planned as they are. */
const OCCURRENCES_MAX = 1_000;

function mergeIn(
  operation: OperationDefinitionNode,
  root: GraphQLObjectType,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): OperationDefinitionNode {
  const occurrences = occurrencesIn(operation.selectionSet.selections, fragments);
  if (!occurrences) return operation;
  const groups = Map.groupBy(occurrences, ({ field }) => (field.alias ?? field.name).value);
  if (![...groups.values()].some((group) => group.length > 1)) return operation;
  const selections: SelectionNode[] = [];
  for (const occurrence of occurrences) {
    const group = groups.get((occurrence.field.alias ?? occurrence.field.name).value) ?? [];
    const earlier = group.slice(0, group.indexOf(occurrence));
    const negated = negationsOf(earlier);
    if (negated === 'never') continue;
    // What cannot be said by conditions stays as it was written.
    if (negated === undefined) return operation;
    const conditions = [...occurrence.conditions, ...negated];
    if (conditions.some((one) => conditions.some((other) => contradicts(one, other)))) continue;
    selections.push(under(conditions, wholeField(occurrence, group, root), root.name));
  }
  return { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } };
}

/** In the order of the document; undefined when there are too many. */
function occurrencesIn(
  selections: readonly SelectionNode[],
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): readonly Occurrence[] | undefined {
  const found: Occurrence[] = [];
  const collect = (some: readonly SelectionNode[], around: readonly Condition[]): boolean =>
    some.every((selection) => {
      const conditions = [...around, ...conditionsOf(selection)];
      if (selection.kind === Kind.FIELD) {
        const { directives: _, ...field } = selection;
        return found.push({ field, conditions }) <= OCCURRENCES_MAX;
      }
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      return !fragment || collect(fragment.selectionSet.selections, conditions);
    });
  return collect(selections, []) ? found : undefined;
}

function conditionsOf({ directives = [] }: SelectionNode): readonly Condition[] {
  return directives.flatMap(({ name, arguments: given = [] }) => {
    const value = given.find((argument) => argument.name.value === 'if')?.value;
    if (value?.kind !== Kind.VARIABLE || (name.value !== 'include' && name.value !== 'skip')) return [];
    return [{ variable: value.name.value, value: name.value === 'include' }];
  });
}

/** When none of them is there. 'never': one always is; undefined: it takes an "or". */
function negationsOf(occurrences: readonly Occurrence[]): readonly Condition[] | 'never' | undefined {
  if (occurrences.some(({ conditions }) => distinct(conditions).length === 0)) return 'never';
  const negations = occurrences.map(({ conditions }) => distinct(conditions));
  if (negations.some((conditions) => conditions.length > 1)) return undefined;
  return negations.flat().map(({ variable, value }) => ({ variable, value: !value }));
}

const contradicts = (one: Condition, other: Condition): boolean =>
  one.variable === other.variable && one.value !== other.value;

const distinct = (conditions: readonly Condition[]): readonly Condition[] => [
  ...new Map(conditions.map((one) => [`${one.variable} ${one.value}`, one])).values(),
];

/** With what all occurrences select. */
function wholeField({ field }: Occurrence, group: readonly Occurrence[], root: GraphQLObjectType): FieldNode {
  const type = root.getFields()[field.name.value]?.type;
  if (!field.selectionSet || !type) return field;
  const { name } = getNamedType(type);
  const selections = group.flatMap((one) =>
    distinct(one.conditions).length === 0
      ? (one.field.selectionSet?.selections ?? [])
      : (one.field.selectionSet?.selections ?? []).map((inner) => under(one.conditions, inner, name)),
  );
  return { ...field, selectionSet: { kind: Kind.SELECTION_SET, selections } };
}

/** One fragment per condition: a directive may be there once. */
const under = (conditions: readonly Condition[], selection: SelectionNode, type: string): SelectionNode =>
  distinct(conditions).reduce<SelectionNode>(
    (inner, condition): InlineFragmentNode => ({
      kind: Kind.INLINE_FRAGMENT,
      typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type } },
      directives: [
        {
          kind: Kind.DIRECTIVE,
          name: { kind: Kind.NAME, value: condition.value ? 'include' : 'skip' },
          arguments: [
            {
              kind: Kind.ARGUMENT,
              name: { kind: Kind.NAME, value: 'if' },
              value: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: condition.variable } },
            },
          ],
        },
      ],
      selectionSet: { kind: Kind.SELECTION_SET, selections: [inner] },
    }),
    selection,
  );
