import type { Source } from 'graphql';
import type { SchemaView } from '../schema/schema-view.js';

/** A subgraph as it is published. */
export interface SubgraphInput {
  readonly name: string;
  /** Where the gateway reaches it. */
  readonly url: string;
  readonly sdl: string;
}

/** One that was admitted: within limits, parsed, indexed. */
export interface Subgraph extends SubgraphInput, SchemaView {
  readonly source: Source;
}
