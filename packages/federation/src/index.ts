/**
 * What every process may import: nothing here loads a composer. Composing is at `@kontor/federation/compose`.
 */
export { findUnserved, readSupergraph, type SupergraphReading } from './supergraph/read-supergraph.js';
export { apiSchemaOf } from './supergraph/api-schema.js';
export type { SupergraphMember } from './supergraph/supergraph-graphs.js';
export type { CompositionHint, CompositionProblem, SchemaLocation } from './problem.js';
export { changedCoordinates, type ChangedCoordinates } from './schema/changed-coordinates.js';
