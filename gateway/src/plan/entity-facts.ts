import {
  Kind,
  type ConstDirectiveNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { parseFieldSet } from './planning-supergraph.js';

/** What a supergraph says of entities, by subgraph. */
export interface EntityFacts {
  /** Interfaces that are objects in some subgraph, under the interface's name. */
  readonly interfaceObjects: ReadonlySet<string>;
  /** Keys that a subgraph resolves, by type. */
  readonly keys: BySubgraph<readonly SelectionSetNode[]>;
  /** What a subgraph requires of an entity to resolve a field, by `Type.field`. */
  readonly requirements: BySubgraph<SelectionSetNode>;
}

/** By the subgraph's name, then by a coordinate in it. */
export type BySubgraph<T> = ReadonlyMap<string, ReadonlyMap<string, T>>;

export function readEntityFacts(supergraph: DocumentNode): EntityFacts {
  const nameOf = subgraphNames(supergraph);
  const interfaceObjects = new Set<string>();
  const keys = new Map<string, Map<string, SelectionSetNode[]>>();
  const requirements = new Map<string, Map<string, SelectionSetNode>>();
  for (const type of supergraph.definitions) {
    if (!hasFields(type)) continue;
    const typeName = type.name.value;
    for (const { name, arguments: given = [] } of type.directives ?? []) {
      if (name.value !== 'join__type') continue;
      const read = reader(given);
      if (read.boolean('isInterfaceObject') === true) interfaceObjects.add(typeName);
      const key = read.text('key');
      if (key === undefined || read.boolean('resolvable') === false) continue;
      const byType = entry(keys, nameOf(read.text('graph')));
      byType.set(typeName, [...(byType.get(typeName) ?? []), parseFieldSet(key)]);
    }
    for (const field of type.fields ?? [])
      for (const { name, arguments: given = [] } of field.directives ?? []) {
        const read = reader(given);
        const requires = name.value === 'join__field' ? read.text('requires') : undefined;
        if (requires === undefined) continue;
        const byField = entry(requirements, nameOf(read.text('graph')));
        byField.set(`${typeName}.${field.name.value}`, parseFieldSet(requires));
      }
  }
  return { interfaceObjects, keys, requirements };
}

type Fields = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

const hasFields = (node: DocumentNode['definitions'][number]): node is Fields =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;

function entry<T>(map: Map<string, Map<string, T>>, key: string): Map<string, T> {
  let known = map.get(key);
  if (!known) map.set(key, (known = new Map<string, T>()));
  return known;
}

function reader(given: NonNullable<ConstDirectiveNode['arguments']>) {
  const value = (name: string) => given.find((argument) => argument.name.value === name)?.value;
  return {
    text(name: string): string | undefined {
      const found = value(name);
      return found?.kind === Kind.STRING || found?.kind === Kind.ENUM ? found.value : undefined;
    },
    boolean(name: string): boolean | undefined {
      const found = value(name);
      return found?.kind === Kind.BOOLEAN ? found.value : undefined;
    },
  };
}

/** `join__Graph` has a value per subgraph, which says its name. */
function subgraphNames(supergraph: DocumentNode): (graph: string | undefined) => string {
  const graphs = supergraph.definitions.find(
    (node): node is EnumTypeDefinitionNode =>
      node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph',
  );
  const names = new Map(
    (graphs?.values ?? []).map((value) => {
      const directive = value.directives?.find(({ name }) => name.value === 'join__graph');
      return [value.name.value, reader(directive?.arguments ?? []).text('name') ?? value.name.value] as const;
    }),
  );
  return (graph = '') => names.get(graph) ?? graph;
}
