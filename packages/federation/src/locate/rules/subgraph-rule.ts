import type { LocationRule } from '../derive-locations.js';
import { namedSubgraphs } from '../named-subgraphs.js';

/** A message that names subgraphs and nothing in them points at those subgraphs, without a line. */
export const subgraphRule: LocationRule = ({ message }, subgraphs) =>
  namedSubgraphs(message, subgraphs).map(({ name }) => ({
    subgraph: name,
    line: null,
    column: null,
    coordinate: null,
    derived: true,
  }));
