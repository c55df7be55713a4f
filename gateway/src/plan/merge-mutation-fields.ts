import {
  getNamedType,
  Kind,
  type DefinitionNode,
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
 * both: here each is sent once, by the first of its selections that is included.
 *
 *   archive { size }  archive @include(if: $a) { sku }
 *     ->  archive { size ... @include(if: $a) { sku } }
 *
 *   archive @include(if: $a) { size }  archive @include(if: $b) { sku }
 *     ->  archive @include(if: $a) { size ... @include(if: $b) { sku } }
 *         ... @include(if: $b) { archive @skip(if: $a) { sku } }
 *
 * Literal conditions are gone by now, fields have their names in the tree. Undefined where conditions combine in more
 * ways than `CASES_MAX`.
 */
export function mergeMutationFields(document: DocumentNode, schema: GraphQLSchema): DocumentNode | undefined {
  const root = schema.getMutationType();
  const operation = root && document.definitions.find(isMutation);
  if (!operation) return document;
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  const merged = mergeIn(operation, root, fragments);
  if (!merged) return undefined;
  return {
    ...document,
    definitions: document.definitions.map((node) => (node === operation ? merged : node)),
  };
}

const isMutation = (node: DefinitionNode): node is OperationDefinitionNode =>
  node.kind === Kind.OPERATION_DEFINITION && node.operation === 'mutation';

/** A field with what must hold for it; a condition that holds when a variable has the value. */
interface Occurrence {
  readonly field: FieldNode;
  readonly conditions: readonly Condition[];
}

interface Condition {
  readonly variable: string;
  readonly value: boolean;
}

/** Selections of mutations in an operation, each with one combination of conditions under which it is the first. */
export const CASES_MAX = 1_000;

function mergeIn(
  operation: OperationDefinitionNode,
  root: GraphQLObjectType,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): OperationDefinitionNode | undefined {
  const occurrences = occurrencesIn(operation.selectionSet.selections, fragments);
  if (!occurrences) return undefined;
  const groups = Map.groupBy(occurrences, ({ field }) => (field.alias ?? field.name).value);
  if (![...groups.values()].some((group) => group.length > 1)) return operation;
  const selections: SelectionNode[] = [];
  for (const occurrence of occurrences) {
    const group = groups.get((occurrence.field.alias ?? occurrence.field.name).value) ?? [];
    const cases = casesWhereFirst(group, occurrence);
    if (!cases || selections.length + cases.length > CASES_MAX) return undefined;
    const whole = wholeField(occurrence, group, root);
    selections.push(...cases.map((conditions) => under(conditions, whole, root.name)));
  }
  return { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } };
}

/** What must hold together; a variable is there once. */
type Conditions = readonly Condition[];

/**
 * When this selection is included and none before it: cases that exclude each other, so that one of them at most is sent.
 * Each earlier selection is cut out of what is left, by the first of its conditions that fails:
 *
 *   $c, without ($a and $b)   ->   $c not $a   |   $c $a not $b
 */
function casesWhereFirst(
  group: readonly Occurrence[],
  occurrence: Occurrence,
): readonly Conditions[] | undefined {
  let cases: readonly Conditions[] = together(occurrence.conditions);
  for (const earlier of group.slice(0, group.indexOf(occurrence))) {
    for (const excluded of together(earlier.conditions))
      cases = cases.flatMap((conditions) => without(conditions, excluded));
    if (cases.length > CASES_MAX) return undefined;
  }
  return cases;
}

function without(conditions: Conditions, excluded: Conditions): readonly Conditions[] {
  const cases: Conditions[] = [];
  let held = conditions;
  for (const { variable, value } of excluded) {
    cases.push(...together([...held, { variable, value: !value }]));
    const [next] = together([...held, { variable, value }]);
    // They cannot hold together: nothing of the rest is excluded.
    if (!next) return cases;
    held = next;
  }
  return cases;
}

/** Each variable once, or nothing when a variable would have to be both. */
function together(conditions: Conditions): readonly [Conditions] | readonly [] {
  const values = new Map<string, boolean>();
  for (const { variable, value } of conditions) {
    if (values.get(variable) === !value) return [];
    values.set(variable, value);
  }
  return [[...values].map(([variable, value]) => ({ variable, value }))];
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
        return found.push({ field, conditions }) <= CASES_MAX;
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

/** With what all occurrences select. */
function wholeField({ field }: Occurrence, group: readonly Occurrence[], root: GraphQLObjectType): FieldNode {
  const type = root.getFields()[field.name.value]?.type;
  if (!field.selectionSet || !type) return field;
  const { name } = getNamedType(type);
  const selections = group.flatMap(({ field: { selectionSet }, conditions }) =>
    together(conditions).flatMap((all) =>
      (selectionSet?.selections ?? []).map((inner) => under(all, inner, name)),
    ),
  );
  return { ...field, selectionSet: { kind: Kind.SELECTION_SET, selections } };
}

/** One fragment per condition: a directive may be there once. */
const under = (conditions: Conditions, selection: SelectionNode, type: string): SelectionNode =>
  conditions.reduce<SelectionNode>(
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
