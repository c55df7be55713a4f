import { ERROR_CODES } from '@kontor/protocol';
import { LOCATIONS_PER_PROBLEM_MAX } from '../limits.js';
import type { CompositionProblem, SchemaLocation } from '../problem.js';
import { positionOf, type PositionedNode } from '../schema/node-position.js';
import type { SchemaView } from '../schema/schema-view.js';
import { UNSERVED_RULES } from './unserved-rules.js';

/** A schema to look into; a supergraph has no name. */
export interface NamedSchema {
  readonly subgraph: string | null;
  readonly schema: SchemaView;
}

/** One problem per rule that finds something, with the places in all schemas. */
export function findUnservedIn(schemas: readonly NamedSchema[]): readonly CompositionProblem[] {
  return UNSERVED_RULES.flatMap(({ code, subject, find }) => {
    const locations = schemas.flatMap((named) => find(named.schema).map((node) => locate(named, node)));
    if (locations.length === 0) return [];
    return [
      {
        code,
        message: `${sentence(subject, locations)}, and this gateway does not serve it.`,
        fix: ERROR_CODES[code].fix,
        locations: locations.slice(0, LOCATIONS_PER_PROBLEM_MAX),
      },
    ];
  });
}

/** The place is read from the schema itself, not derived from somebody's message. */
function locate({ subgraph, schema }: NamedSchema, node: PositionedNode): SchemaLocation {
  const position = positionOf(node);
  return {
    subgraph,
    line: position?.line ?? null,
    column: position?.column ?? null,
    coordinate: position ? schema.index.coordinateAt(position.offset) : null,
    derived: false,
  };
}

function sentence(subject: string, locations: readonly SchemaLocation[]): string {
  const subgraphs = [...new Set(locations.map(({ subgraph }) => subgraph))].filter((name) => name !== null);
  const where =
    subgraphs.length === 0 ? 'The supergraph' : `Subgraph ${subgraphs.map((name) => `"${name}"`).join(', ')}`;
  const [first] = locations;
  return `${where} uses ${subject}${first?.coordinate ? ` (on ${first.coordinate})` : ''}`;
}
