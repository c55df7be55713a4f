import { Kind, type ConstValueNode, type EnumTypeDefinitionNode } from 'graphql';
import { JOIN_IDENTITY } from '../link/identities.js';
import { argument, text } from '../link/links.js';
import type { PositionedNode } from '../schema/node-position.js';
import type { SchemaView } from '../schema/schema-view.js';

/** A subgraph as a supergraph names it. */
export interface SupergraphMember {
  readonly name: string;
  /** As published; may be empty. */
  readonly url: string;
}

/** One value of `enum join__Graph`. */
export interface GraphValue {
  /** As the supergraph refers to it: `PRODUCTS`. */
  readonly value: string;
  /** Undefined for a value without `@join__graph(name:)`. */
  readonly member: SupergraphMember | undefined;
}

/** The values of `enum join__Graph`; empty when there is no such enum. */
export function readGraphs(schema: SchemaView): readonly GraphValue[] {
  const graphEnum = schema.document.definitions.find(
    (definition): definition is EnumTypeDefinitionNode =>
      definition.kind === Kind.ENUM_TYPE_DEFINITION && isFromJoin(schema, definition.name.value, 'Graph'),
  );
  return (graphEnum?.values ?? []).map(({ name, directives = [] }) => {
    const graph = directives.find((directive) => isFromJoin(schema, `@${directive.name.value}`, '@graph'));
    const memberName = graph && text(argument(graph, 'name'));
    const url = (graph && text(argument(graph, 'url'))) ?? '';
    return { value: name.value, member: memberName === undefined ? undefined : { name: memberName, url } };
  });
}

/** Values that directives of the supergraph refer to as `graph:` or `graphs:`. */
export function* referredGraphs(schema: SchemaView): Generator<{ value: string; node: PositionedNode }> {
  for (const { node, origin } of schema.applications) {
    if (origin?.feature.identity !== JOIN_IDENTITY) continue;
    for (const value of [argument(node, 'graph'), argument(node, 'graphs')].flatMap(enumValues))
      yield { value, node };
  }
}

const enumValues = (value: ConstValueNode | undefined): string[] => {
  if (value?.kind === Kind.ENUM) return [value.value];
  return value?.kind === Kind.LIST ? value.values.flatMap(enumValues) : [];
};

function isFromJoin({ links }: SchemaView, name: string, element: string): boolean {
  const origin = links.originOf(name);
  return origin?.feature.identity === JOIN_IDENTITY && origin.element === element;
}
