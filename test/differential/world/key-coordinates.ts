import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { SubgraphModel } from './subgraph-model.js';

/** `Type.field` of every field that some `@key` of these subgraphs names, on each object type that it is about. */
export function keyCoordinates(
  subgraphs: readonly SubgraphModel[],
  supergraph: GraphQLSchema,
): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (typeName: string, set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        visit(selection.typeCondition?.name.value ?? typeName, selection.selectionSet);
        continue;
      }
      const name = selection.name.value;
      for (const concrete of [typeName, ...concreteTypes(typeName, supergraph)]) {
        found.add(`${concrete}.${name}`);
        const type = supergraph.getType(concrete);
        const inner = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name]?.type : undefined;
        if (inner && selection.selectionSet) visit(getNamedType(inner).name, selection.selectionSet);
      }
    }
  };
  for (const { keys } of subgraphs)
    for (const [type, ofType] of keys) for (const { fields } of ofType) visit(type, fields);
  return found;
}

/** The object types that a name can stand for. */
export function concreteTypes(typeName: string, schema: GraphQLSchema): readonly string[] {
  const type = schema.getType(typeName);
  if (isObjectType(type)) return [typeName];
  return isInterfaceType(type) || type?.astNode?.kind === Kind.UNION_TYPE_DEFINITION
    ? schema.getPossibleTypes(type as never).map(({ name }) => name)
    : [];
}
