import type { SchemaLocation } from '../problem.js';
import { positionOf, type PositionedNode } from '../schema/node-position.js';
import type { Subgraph } from '../subgraph/subgraph.js';

/** A derived place: where a node of this subgraph begins. Empty for a node that no text produced. */
export function placeOf(subgraph: Subgraph, node: PositionedNode): SchemaLocation[] {
  const position = positionOf(node);
  if (!position) return [];
  return [
    {
      subgraph: subgraph.name,
      line: position.line,
      column: position.column,
      coordinate: subgraph.index.coordinateAt(position.offset),
      derived: true,
    },
  ];
}

/** The derived places of every definition of a coordinate in one subgraph. */
export const placesOf = (subgraph: Subgraph | undefined, coordinate: string): SchemaLocation[] =>
  subgraph?.index.find(coordinate).flatMap((node) => placeOf(subgraph, node)) ?? [];
