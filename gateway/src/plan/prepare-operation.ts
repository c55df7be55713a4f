import type { EntityFacts } from './entity-facts.js';
import { expandFragments } from './expand-fragments.js';
import { mergeMutationFields } from './merge-mutation-fields.js';
import type { TreeNames } from './tree-names.js';
import {
  isAbstractType,
  Kind,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * The operation as the planner gets it. Answers are shaped by what the client wrote, so more may be fetched, never
 * less:
 *
 *   0. Fields under their names in the tree, without introspection, which the gateway answers itself, without what is
 *      never included, each mutation once, and with the fragments that the planner cannot follow taken apart by type.
 *   1. Fragments say which type they are on: below those that do not, the planner gives no names of their own to fields
 *      that differ by type.
 *   2. `__typename` where fragments decide by type: the planner omits it when no fragment asks for it, and then nobody
 *      can tell whether a fragment applies.
 *   3. `__typename` where every selection has a condition: with none of them left, the planner drops the field around
 *      them, and then nobody can tell `null` from `{}`.
 *
 * Undefined when mutations are selected under too many combinations of conditions to send each once.
 */
export function prepareOperation(
  client: DocumentNode,
  schema: GraphQLSchema,
  parts: PrepareParts,
): DocumentNode | undefined {
  const merged = mergeMutationFields(inTreeNames(client, parts), schema);
  if (!merged) return undefined;
  const document = expandFragments(merged, schema, parts.interfaceObjects);
  const typeInfo = new TypeInfo(schema);
  const isUnconditional = createUnconditional(document);
  const needsTypename = (set: SelectionSetNode, type: GraphQLCompositeType): boolean =>
    (isAbstractType(type) && set.selections.some(({ kind }) => kind !== Kind.FIELD)) ||
    !set.selections.some(isUnconditional);
  return visit(
    document,
    visitWithTypeInfo(typeInfo, {
      InlineFragment(fragment) {
        const type = typeInfo.getParentType();
        if (fragment.typeCondition || !type) return undefined;
        return {
          ...fragment,
          typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type.name } },
        };
      },
      SelectionSet(set, _key, parent) {
        const type = typeInfo.getParentType();
        // The root object has no value of its own: nothing needs telling.
        if (!type || isOperation(parent) || hasPlainTypename(set) || !needsTypename(set, type))
          return undefined;
        return { ...set, selections: [TYPENAME, ...set.selections] };
      },
    }),
  );
}

export interface PrepareParts {
  readonly names: TreeNames;
  /** Interfaces that are objects in some subgraph. */
  readonly interfaceObjects: ReadonlySet<string>;
  readonly requirements?: EntityFacts['requirements'];
}

function inTreeNames(document: DocumentNode, { names, requirements }: PrepareParts): DocumentNode {
  const requiring = new Set(
    [...(requirements?.values() ?? [])].flatMap((byField) =>
      [...byField.keys()].map((one) => one.split('.')[1] ?? ''),
    ),
  );
  return visit(document, {
    Field(node) {
      const response = names.nameOf(node);
      if (response === (node.alias ?? node.name).value) return undefined;
      const { alias: _, ...others } = node;
      return response === node.name.value
        ? others
        : { ...others, alias: { kind: Kind.NAME, value: response } };
    },
    Directive: {
      leave: (node) => (literalCondition(node) === true ? null : undefined),
    },
    SelectionSet: {
      leave(set) {
        const selections = set.selections.filter(
          (selection) =>
            !isIntrospection(selection) &&
            !(selection.directives ?? []).some((one) => literalCondition(one) === false),
        );
        return {
          ...set,
          selections: selections.length > 0 ? withoutIdleConditions(selections, requiring) : [TYPENAME],
        };
      },
    },
  });
}

/**
 * `x: fee  fee @include(if: $a)` is one field, asked for in any case: the planner puts what both require under the
 * condition. The answer's shape leaves out what is not included.
 */
function withoutIdleConditions(
  selections: readonly SelectionNode[],
  requiring: ReadonlySet<string>,
): readonly SelectionNode[] {
  const always = new Set(
    selections.flatMap((one) => (one.kind === Kind.FIELD && !hasCondition(one) ? [callOf(one)] : [])),
  );
  return selections.map((one) => {
    if (
      one.kind !== Kind.FIELD ||
      one.selectionSet ||
      !requiring.has(one.name.value) ||
      !hasCondition(one) ||
      !always.has(callOf(one))
    )
      return one;
    const { directives = [], ...field } = one;
    return {
      ...field,
      directives: directives.filter(({ name }) => name.value !== 'skip' && name.value !== 'include'),
    };
  });
}

/** The field and its arguments, whatever it is called. */
const callOf = ({ name, arguments: given = [] }: FieldNode): string =>
  given.length === 0 ? name.value : print({ kind: Kind.FIELD, name, arguments: given });

/** Does it let its selection in, whatever the variables are? Undefined: they decide, or it is another directive. */
function literalCondition({ name, arguments: given = [] }: DirectiveNode): boolean | undefined {
  const value = given.find((argument) => argument.name.value === 'if')?.value;
  if (value?.kind !== Kind.BOOLEAN) return undefined;
  if (name.value === 'include') return value.value;
  return name.value === 'skip' ? !value.value : undefined;
}

const isIntrospection = (selection: SelectionNode): boolean =>
  selection.kind === Kind.FIELD && ['__schema', '__type'].includes(selection.name.value);

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

const isOperation = (parent: unknown): boolean =>
  (parent as { kind?: unknown } | undefined)?.kind === Kind.OPERATION_DEFINITION;

/** Is something of this selection asked for whatever the variables and the type are? */
function createUnconditional(document: DocumentNode): (selection: SelectionNode) => boolean {
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  const known = new Map<string, boolean>();
  const spread = (name: string): boolean => {
    let answer = known.get(name);
    if (answer === undefined) {
      // A cycle, which validation refuses, must not go on for ever here either.
      known.set(name, false);
      answer = fragments.get(name)?.selectionSet.selections.some(isUnconditional) ?? false;
      known.set(name, answer);
    }
    return answer;
  };
  const isUnconditional = (selection: SelectionNode): boolean => {
    if (hasCondition(selection)) return false;
    switch (selection.kind) {
      case Kind.FIELD:
        return true;
      case Kind.INLINE_FRAGMENT:
        return selection.selectionSet.selections.some(isUnconditional);
      case Kind.FRAGMENT_SPREAD:
        return spread(selection.name.value);
    }
  };
  return isUnconditional;
}

const hasCondition = ({ directives = [] }: SelectionNode): boolean =>
  directives.some(({ name }) => ['skip', 'include', 'defer'].includes(name.value));

const hasPlainTypename = (set: SelectionSetNode): boolean =>
  set.selections.some(
    (selection) =>
      selection.kind === Kind.FIELD &&
      selection.name.value === '__typename' &&
      !selection.alias &&
      !hasCondition(selection),
  );
