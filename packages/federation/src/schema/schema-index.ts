import {
  Kind,
  OperationTypeNode,
  type DefinitionNode,
  type DocumentNode,
  type InputValueDefinitionNode,
  type SchemaDefinitionNode,
  type SchemaExtensionNode,
} from 'graphql';
import type { PositionedNode } from './node-position.js';

/**
 * Every definition of a schema document by its schema coordinate, and back from an offset to the coordinate around it.
 *
 *   Type   Type.field   Type.field(argument:)   Enum.VALUE   @directive   @directive(argument:)
 */
export interface SchemaIndex {
  /** Definitions and extensions of a coordinate, in document order; root types also under their default name. */
  find(coordinate: string): readonly PositionedNode[];
  /** The innermost coordinate whose text holds `offset` (in UTF-16 units); null outside of any. */
  coordinateAt(offset: number): string | null;
  /** The name of the root type as this document spells it; undefined when it has none. */
  rootType(operation: OperationTypeNode): string | undefined;
  /** `schema` definition and extensions. */
  readonly schemaNodes: readonly (SchemaDefinitionNode | SchemaExtensionNode)[];
}

interface Entry {
  readonly coordinate: string;
  readonly node: PositionedNode;
}

export const DEFAULT_ROOT_NAMES: Readonly<Record<OperationTypeNode, string>> = {
  [OperationTypeNode.QUERY]: 'Query',
  [OperationTypeNode.MUTATION]: 'Mutation',
  [OperationTypeNode.SUBSCRIPTION]: 'Subscription',
};

export function indexSchema(document: DocumentNode): SchemaIndex {
  const entries = document.definitions.flatMap((definition) => [...entriesOf(definition)]);
  const byCoordinate = Map.groupBy(entries, ({ coordinate }) => coordinate);
  const schemaNodes = document.definitions.filter(
    (definition) => definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION,
  );
  const rootTypes = rootTypesOf(schemaNodes, byCoordinate);
  const ownNames = new Map([...rootTypes].map(([operation, name]) => [DEFAULT_ROOT_NAMES[operation], name]));

  return {
    find: (coordinate) =>
      byCoordinate.get(withOwnRootName(coordinate, ownNames))?.map(({ node }) => node) ?? [],
    coordinateAt: (offset) =>
      // Entries come outer before inner, so the last that holds the offset is the innermost.
      entries.findLast(({ node }) => node.loc && node.loc.start <= offset && offset < node.loc.end)
        ?.coordinate ?? null,
    rootType: (operation) => rootTypes.get(operation),
    schemaNodes,
  };
}

function* entriesOf(definition: DefinitionNode): Generator<Entry> {
  switch (definition.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.OBJECT_TYPE_EXTENSION:
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_EXTENSION: {
      const type = definition.name.value;
      yield { coordinate: type, node: definition };
      for (const field of definition.fields ?? []) {
        const coordinate = `${type}.${field.name.value}`;
        yield { coordinate, node: field };
        yield* argumentEntries(coordinate, field.arguments);
      }
      return;
    }
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_EXTENSION:
      yield { coordinate: definition.name.value, node: definition };
      for (const field of definition.fields ?? [])
        yield { coordinate: `${definition.name.value}.${field.name.value}`, node: field };
      return;
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_EXTENSION:
      yield { coordinate: definition.name.value, node: definition };
      for (const value of definition.values ?? [])
        yield { coordinate: `${definition.name.value}.${value.name.value}`, node: value };
      return;
    case Kind.UNION_TYPE_DEFINITION:
    case Kind.UNION_TYPE_EXTENSION:
    case Kind.SCALAR_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_EXTENSION:
      yield { coordinate: definition.name.value, node: definition };
      return;
    case Kind.DIRECTIVE_DEFINITION:
      yield { coordinate: `@${definition.name.value}`, node: definition };
      yield* argumentEntries(`@${definition.name.value}`, definition.arguments);
      return;
    case Kind.SCHEMA_DEFINITION:
    case Kind.SCHEMA_EXTENSION:
    case Kind.DIRECTIVE_EXTENSION:
    case Kind.OPERATION_DEFINITION:
    case Kind.FRAGMENT_DEFINITION:
      return;
  }
}

function* argumentEntries(
  parent: string,
  parameters: readonly InputValueDefinitionNode[] = [],
): Generator<Entry> {
  for (const parameter of parameters)
    yield { coordinate: `${parent}(${parameter.name.value}:)`, node: parameter };
}

/** A schema definition names its roots and no others; without one, the default names are roots where they exist. */
function rootTypesOf(
  schemaNodes: readonly (SchemaDefinitionNode | SchemaExtensionNode)[],
  byCoordinate: ReadonlyMap<string, readonly Entry[]>,
): Map<OperationTypeNode, string> {
  const named = schemaNodes.flatMap(({ operationTypes = [] }) =>
    operationTypes.map(({ operation, type }) => [operation, type.name.value] as const),
  );
  const hasDefinition = schemaNodes.some(({ kind }) => kind === Kind.SCHEMA_DEFINITION);
  const defaults = hasDefinition
    ? []
    : Object.values(OperationTypeNode)
        .map((operation) => [operation, DEFAULT_ROOT_NAMES[operation]] as const)
        .filter(([, name]) => byCoordinate.has(name));
  return new Map([...defaults, ...named]);
}

function withOwnRootName(coordinate: string, ownNames: ReadonlyMap<string, string>): string {
  const [type = ''] = coordinate.split('.');
  const own = ownNames.get(type);
  return own === undefined ? coordinate : own + coordinate.slice(type.length);
}
