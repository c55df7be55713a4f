import {
  getNamedType,
  isAbstractType,
  isCompositeType,
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
  type GraphQLCompositeType,
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

  /** Below each field, in whatever depth; of fragments only those that no field is around are left as they are. */
  function withFieldsExpanded<T extends DefinitionNode>(node: T): T {
    const known = done.get(node);
    if (known) return known as T;
    // A cycle, which validation refuses, must not go on for ever here either.
    done.set(node, node);
    const typeInfo = new TypeInfo(schema);
    const leave = (field: FieldNode): FieldNode | undefined => {
      const type = getNamedType(typeInfo.getType());
      return field.selectionSet && isInterfaceType(type) && interfaceObjects.has(type.name)
        ? { ...field, selectionSet: expandSet(field.selectionSet, type) }
        : undefined;
    };
    const expanded = visit(node, visitWithTypeInfo(typeInfo, { Field: { leave } }));
    done.set(node, expanded);
    return expanded;
  }

  function expandSet(set: SelectionSetNode, parent: GraphQLInterfaceType): SelectionSetNode {
    const selections = set.selections.flatMap((selection): readonly SelectionNode[] => {
      const fragment = fragmentOf(selection);
      if (!fragment) return [selection];
      const on = conditionOf(fragment) ?? parent;
      const spreads = (type: GraphQLObjectType | GraphQLInterfaceType): SelectionNode =>
        spread(nameFor(fragment, type), selection.directives ?? []);
      if (!isAbstractType(on)) return isPlain(fragment) ? [selection] : [spreads(on)];
      if (on === parent || schema.isSubType(on, parent))
        return isPlain(fragment) ? [selection] : [spreads(parent)];
      return schema
        .getPossibleTypes(parent)
        .filter((type) => schema.isSubType(on, type))
        .map(spreads);
    });
    return { ...set, selections: selections.length > 0 ? selections : [TYPENAME] };
  }

  /** Undefined: a field, or a fragment that is not there. */
  function fragmentOf(selection: SelectionNode): Fragment | undefined {
    if (selection.kind === Kind.FIELD) return undefined;
    return selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
  }

  function conditionOf({ typeCondition }: Fragment): GraphQLCompositeType | undefined {
    const type = typeCondition && schema.getType(typeCondition.name.value);
    return isCompositeType(type) ? type : undefined;
  }

  /** The fragment as it is for an object type, or for the interface object that it was found in. */
  function nameFor(fragment: Fragment, type: GraphQLObjectType | GraphQLInterfaceType): string {
    const body = (set: SelectionSetNode): SelectionSetNode =>
      isInterfaceType(type) ? expandSet(set, type) : onlyFor(type, set);
    if (fragment.kind === Kind.INLINE_FRAGMENT) return add(type, body(fragment.selectionSet));
    const byType = standIns.get(fragment.name.value) ?? new Map<string, string>();
    standIns.set(fragment.name.value, byType);
    const known = byType.get(type.name) ?? add(type, body(withFieldsExpanded(fragment).selectionSet));
    byType.set(type.name, known);
    return known;
  }

  /** What applies to objects of the type, with nothing left that asks for another. */
  function onlyFor(type: GraphQLObjectType, set: SelectionSetNode): SelectionSetNode {
    const selections = set.selections.flatMap((selection): readonly SelectionNode[] => {
      if (selection.kind === Kind.FIELD) return [selection];
      const fragment = fragmentOf(selection);
      const on = fragment && conditionOf(fragment);
      if (!fragment || (on && on !== type && !(isAbstractType(on) && schema.isSubType(on, type)))) return [];
      const { directives = [] } = selection;
      if (fragment.kind === Kind.FRAGMENT_DEFINITION) return [spread(nameFor(fragment, type), directives)];
      const { typeCondition: _, ...plain } = fragment;
      return [{ ...plain, selectionSet: onlyFor(type, fragment.selectionSet) }];
    });
    return { ...set, selections: selections.length > 0 ? selections : [TYPENAME] };
  }

  function add(type: GraphQLObjectType | GraphQLInterfaceType, selectionSet: SelectionSetNode): string {
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

  const definitions = document.definitions.map(withFieldsExpanded);
  return added.length > 0 ? { ...document, definitions: [...definitions, ...added] } : document;
}

type Fragment = FragmentDefinitionNode | InlineFragmentNode;

/** No fragment is inside: the planner follows it as it is. */
const isPlain = ({ selectionSet }: Fragment): boolean =>
  selectionSet.selections.every(({ kind }) => kind === Kind.FIELD);

const name = (value: string) => ({ kind: Kind.NAME as const, value });

const spread = (fragment: string, directives: readonly DirectiveNode[]): FragmentSpreadNode => ({
  kind: Kind.FRAGMENT_SPREAD,
  name: name(fragment),
  directives,
});

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: name('__typename') };
