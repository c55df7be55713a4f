import type { ComposerNode, ComposerRemark } from '../composer/composer.js';
import { LOCATIONS_PER_PROBLEM_MAX } from '../limits.js';
import type { SchemaLocation } from '../problem.js';
import { positionOf } from '../schema/node-position.js';
import type { Subgraph } from '../subgraph/subgraph.js';
import { deriveLocations } from './derive-locations.js';

/** Where a remark points: the composer's own places if it gave any, else those that follow by rule. */
export function locateRemark(
  remark: ComposerRemark,
  subgraphs: readonly Subgraph[],
): readonly SchemaLocation[] {
  const given = remark.nodes
    .map((node) => locateNode(node, subgraphs))
    .filter((place) => place !== undefined);
  const places = given.length > 0 ? given : deriveLocations(remark, subgraphs);
  return distinct(places).slice(0, LOCATIONS_PER_PROBLEM_MAX);
}

/** A node belongs to the subgraph whose Source it was parsed from, also where the composer does not say so. */
function locateNode({ node }: ComposerNode, subgraphs: readonly Subgraph[]): SchemaLocation | undefined {
  const position = positionOf(node);
  const subgraph = subgraphs.find(({ source }) => source === node.loc?.source);
  if (!position || !subgraph) return undefined;
  return {
    subgraph: subgraph.name,
    line: position.line,
    column: position.column,
    coordinate: subgraph.index.coordinateAt(position.offset),
    derived: false,
  };
}

const distinct = (places: readonly SchemaLocation[]): SchemaLocation[] => [
  ...new Map(places.map((place) => [JSON.stringify(place), place])).values(),
];
