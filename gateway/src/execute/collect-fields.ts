import {
  isAbstractType,
  Kind,
  typeFromAST,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { TreeNames } from '../plan/tree-names.js';

/** The values of the boolean variables in `@skip` and `@include`. */
export type Conditions = Readonly<Record<string, unknown>>;

/** By response name, in the order of the answer. Specification: CollectFields. */
export type CollectedFields = ReadonlyMap<string, readonly FieldNode[]>;

export interface Selected {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly conditions: Conditions;
  /** Are fragments with `@defer` left out, to be answered later? */
  readonly defers: boolean;
  readonly names: TreeNames;
}

export const fragmentsOf = (document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );

export function collectFields(
  selected: Selected,
  type: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
): CollectedFields {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  const collect = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (!isIncluded(selection, selected.conditions) || isDeferred(selection, selected)) continue;
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const known = fields.get(name);
        if (known) known.push(selection);
        else fields.set(name, [selection]);
        continue;
      }
      const fragment = fragmentOf(selection, selected.fragments, visited);
      if (fragment && applies(selected.schema, fragment, type)) collect(fragment.selectionSet);
    }
  };
  for (const set of sets) collect(set);
  return fields;
}

/** The deferred fragments that apply to an object, not those inside of them. */
export function collectDeferred(
  selected: Selected,
  type: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
): readonly InlineFragmentNode[] {
  const found: InlineFragmentNode[] = [];
  const collect = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (selection.kind !== Kind.INLINE_FRAGMENT || !isIncluded(selection, selected.conditions)) continue;
      if (
        selection.typeCondition &&
        !applies(selected.schema, { ...selection, typeCondition: selection.typeCondition }, type)
      )
        continue;
      if (isDeferred(selection, selected)) found.push(selection);
      else collect(selection.selectionSet);
    }
  };
  for (const set of sets) collect(set);
  return found;
}

/** Is it answered later? A condition that is not known to hold is as good as false: deferring is never a must. */
function isDeferred(selection: SelectionNode, { defers, conditions }: Selected): boolean {
  if (!defers) return false;
  const defer = selection.directives?.find(({ name }) => name.value === 'defer');
  if (!defer) return false;
  return defer.arguments?.some(({ name }) => name.value === 'if') ? conditionOf(defer, conditions) : true;
}

/** Must an object's own type be known to tell which of these fragments apply to it? */
export function dependsOnType(
  selected: Selected,
  type: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
): boolean {
  if (!isAbstractType(type)) return false;
  const visited = new Set<string>();
  const depends = (set: SelectionSetNode): boolean =>
    set.selections.some((selection) => {
      if (!isIncluded(selection, selected.conditions) || isDeferred(selection, selected)) return false;
      if (selection.kind === Kind.FIELD) return selection.name.value === '__typename';
      const fragment = fragmentOf(selection, selected.fragments, visited);
      if (!fragment) return false;
      return !applies(selected.schema, fragment, type) || depends(fragment.selectionSet);
    });
  return sets.some(depends);
}

type Fragment = Pick<FragmentDefinitionNode, 'selectionSet'> & {
  readonly typeCondition?: FragmentDefinitionNode['typeCondition'];
};

/** A named fragment once per set: a second time adds nothing. */
function fragmentOf(
  selection: Exclude<SelectionNode, FieldNode>,
  fragments: Selected['fragments'],
  visited: Set<string>,
): Fragment | undefined {
  if (selection.kind === Kind.INLINE_FRAGMENT)
    return {
      selectionSet: selection.selectionSet,
      ...(selection.typeCondition ? { typeCondition: selection.typeCondition } : {}),
    };
  const name = selection.name.value;
  if (visited.has(name)) return undefined;
  visited.add(name);
  return fragments.get(name);
}

function applies(schema: GraphQLSchema, { typeCondition }: Fragment, type: GraphQLCompositeType): boolean {
  if (!typeCondition || typeCondition.name.value === type.name) return true;
  const condition = typeFromAST(schema, typeCondition);
  return isAbstractType(condition) && 'getInterfaces' in type && schema.isSubType(condition, type);
}

function isIncluded({ directives = [] }: SelectionNode, conditions: Conditions): boolean {
  return directives.every((directive) => {
    const name = directive.name.value;
    if (name !== 'skip' && name !== 'include') return true;
    return conditionOf(directive, conditions) === (name === 'include');
  });
}

function conditionOf({ arguments: given = [] }: DirectiveNode, conditions: Conditions): boolean {
  const value = given.find(({ name }) => name.value === 'if')?.value;
  if (value?.kind === Kind.BOOLEAN) return value.value;
  return value?.kind === Kind.VARIABLE && Object.hasOwn(conditions, value.name.value)
    ? conditions[value.name.value] === true
    : false;
}

const CONDITIONAL: ReadonlySet<string> = new Set(['skip', 'include', 'defer']);

/** Variables that some `@skip`, `@include` or `@defer` of the document asks for. */
export function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  const inDirectives = (directives: readonly DirectiveNode[] = []): void => {
    for (const { name, arguments: given = [] } of directives) {
      if (!CONDITIONAL.has(name.value)) continue;
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    }
  };
  const inSet = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      inDirectives(selection.directives);
      if (selection.kind !== Kind.FRAGMENT_SPREAD && selection.selectionSet) inSet(selection.selectionSet);
    }
  };
  for (const definition of document.definitions)
    if ('selectionSet' in definition) inSet(definition.selectionSet);
  return [...names].toSorted();
}
