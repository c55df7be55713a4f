import { Kind, type EnumTypeDefinitionNode } from 'graphql';
import { JOIN_IDENTITY } from '../link/identities.js';
import { argument, text } from '../link/links.js';
import type { SchemaView } from '../schema/schema-view.js';

/** A subgraph as a supergraph names it. */
export interface SupergraphMember {
  readonly name: string;
  /** As published; may be empty. */
  readonly url: string;
}

/** The members of `enum join__Graph`, by name; a value without `@join__graph(name:)` gives undefined. */
export function readGraphs(schema: SchemaView): readonly (SupergraphMember | undefined)[] {
  const graphEnum = schema.document.definitions.find(
    (definition): definition is EnumTypeDefinitionNode =>
      definition.kind === Kind.ENUM_TYPE_DEFINITION && isFromJoin(schema, definition.name.value, 'Graph'),
  );
  return (graphEnum?.values ?? []).map(({ directives = [] }) => {
    const graph = directives.find(({ name }) => isFromJoin(schema, `@${name.value}`, '@graph'));
    const name = graph && text(argument(graph, 'name'));
    return name === undefined ? undefined : { name, url: (graph && text(argument(graph, 'url'))) ?? '' };
  });
}

function isFromJoin({ links }: SchemaView, name: string, element: string): boolean {
  const origin = links.originOf(name);
  return origin?.feature.identity === JOIN_IDENTITY && origin.element === element;
}
