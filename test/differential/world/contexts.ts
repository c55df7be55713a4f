import type { GraphQLSchema, SelectionSetNode } from 'graphql';
import { concreteTypes } from './key-coordinates.js';
import type { SubgraphModel } from './subgraph-model.js';

/** An argument that clients do not give: `@fromContext(field: "$place { currency }")`. */
export interface ContextualArgument {
  readonly name: string;
  /** Object types that set the context; the nearest above the field counts. */
  readonly setters: ReadonlySet<string>;
  readonly fields: SelectionSetNode;
}

/** By `Type.field`. A context is known within one subgraph. */
export function contextualArguments(
  subgraphs: readonly SubgraphModel[],
  supergraph: GraphQLSchema,
): ReadonlyMap<string, readonly ContextualArgument[]> {
  const found = new Map<string, readonly ContextualArgument[]>();
  for (const { contexts, facts } of subgraphs)
    for (const [coordinate, { fromContext }] of facts) {
      if (fromContext.length === 0) continue;
      const read = fromContext.map(({ argument, context, fields }) => ({
        name: argument,
        setters: new Set((contexts.get(context) ?? []).flatMap((type) => concreteTypes(type, supergraph))),
        fields,
      }));
      found.set(coordinate, read);
    }
  return found;
}

/** Of what a context's fields select, the one value. */
export function onlyLeaf(selected: unknown): unknown {
  if (Array.isArray(selected)) return selected.map(onlyLeaf);
  return typeof selected === 'object' && selected !== null ? onlyLeaf(Object.values(selected)[0]) : selected;
}
