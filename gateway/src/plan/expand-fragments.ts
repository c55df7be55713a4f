import {
  isAbstractType,
  isInterfaceType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DefinitionNode,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * The planner has no way from an interface object to a union or to another interface ("We should have an edge from …"):
 * there a fragment on one of them becomes a fragment on each object type that is both.
 *
 *   { best { ... on Timed { duration } } }  ->  { best { ...Film0 ...Song1 } }
 *                                               fragment Film0 on Film { duration }  fragment Song1 on Song { duration }
 *
 * Each of them is made once, as a fragment with a name: spelled out, they would double with every level.
 */
export function expandFragments(
  document: DocumentNode,
  schema: GraphQLSchema,
  interfaceObjects: ReadonlySet<string>,
): DocumentNode {
  if (interfaceObjects.size === 0) return document;
  const fragments = new Map(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  const added: FragmentDefinitionNode[] = [];
  const done = new Map<DefinitionNode, DefinitionNode>();
  /** By the named fragment, and by object type: the fragment that stands for it there. */
  const standIns = new Map<string, Map<string, string>>();

  function expand<T extends DefinitionNode>(node: T): T {
    const known = done.get(node);
    if (known) return known as T;
    // A cycle, which validation refuses, must not go on for ever here either.
    done.set(node, node);
    const typeInfo = new TypeInfo(schema);
    const leave = (set: SelectionSetNode): SelectionSetNode | undefined => {
      const parent = typeInfo.getParentType();
      return isInterfaceType(parent) && interfaceObjects.has(parent.name)
        ? expandSet(set, parent)
        : undefined;
    };
    const expanded = visit(node, visitWithTypeInfo(typeInfo, { SelectionSet: { leave } }));
    done.set(node, expanded);
    return expanded;
  }

  function expandSet(set: SelectionSetNode, parent: GraphQLInterfaceType): SelectionSetNode {
    const selections = set.selections.flatMap((selection): readonly SelectionNode[] => {
      if (selection.kind === Kind.FIELD) return [selection];
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      const on = fragment?.typeCondition && schema.getType(fragment.typeCondition.name.value);
      if (!fragment || !isAbstractType(on) || on === parent || schema.isSubType(on, parent))
        return [selection];
      const { directives = [] } = selection;
      return schema
        .getPossibleTypes(parent)
        .filter((type) => schema.isSubType(on, type))
        .map((type) => spread(nameFor(fragment, type), directives));
    });
    return { ...set, selections: selections.length > 0 ? selections : [TYPENAME] };
  }

  function nameFor(fragment: FragmentDefinitionNode | InlineFragmentNode, type: GraphQLObjectType): string {
    if (fragment.kind === Kind.INLINE_FRAGMENT) return add(type, onlyFor(type, fragment.selectionSet));
    const byType = standIns.get(fragment.name.value) ?? new Map<string, string>();
    standIns.set(fragment.name.value, byType);
    const known = byType.get(type.name) ?? add(type, onlyFor(type, expand(fragment).selectionSet));
    byType.set(type.name, known);
    return known;
  }

  /** What applies to objects of the type, with nothing left that asks for another. */
  function onlyFor(type: GraphQLObjectType, set: SelectionSetNode): SelectionSetNode {
    const selections = set.selections.flatMap((selection): readonly SelectionNode[] => {
      if (selection.kind === Kind.FIELD) return [selection];
      const { directives = [] } = selection;
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      const on = fragment?.typeCondition && schema.getType(fragment.typeCondition.name.value);
      if (!fragment || (on && on !== type && !(isAbstractType(on) && schema.isSubType(on, type)))) return [];
      if (fragment.kind === Kind.FRAGMENT_DEFINITION) return [spread(nameFor(fragment, type), directives)];
      const { typeCondition: _, ...plain } = fragment;
      return [{ ...plain, selectionSet: onlyFor(type, fragment.selectionSet) }];
    });
    return { ...set, selections: selections.length > 0 ? selections : [TYPENAME] };
  }

  function add(type: GraphQLObjectType, selectionSet: SelectionSetNode): string {
    let text = `${type.name}${added.length}`;
    while (fragments.has(text)) text += '_';
    added.push({
      kind: Kind.FRAGMENT_DEFINITION,
      name: name(text),
      typeCondition: { kind: Kind.NAMED_TYPE, name: name(type.name) },
      selectionSet,
    });
    return text;
  }

  const definitions = document.definitions.map(expand);
  return added.length > 0 ? { ...document, definitions: [...definitions, ...added] } : document;
}

const name = (value: string) => ({ kind: Kind.NAME as const, value });

const spread = (fragment: string, directives: readonly DirectiveNode[]): FragmentSpreadNode => ({
  kind: Kind.FRAGMENT_SPREAD,
  name: name(fragment),
  directives,
});

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: name('__typename') };
