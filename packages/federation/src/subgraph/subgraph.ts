import type { DocumentNode, Source } from 'graphql';
import type { Links } from '../link/links.js';
import type { SchemaIndex } from './schema-index.js';

/** A subgraph as it is published. */
export interface SubgraphInput {
  readonly name: string;
  /** Where the gateway reaches it. */
  readonly url: string;
  readonly sdl: string;
}

/** One that was admitted: within limits, parsed, indexed. */
export interface Subgraph extends SubgraphInput {
  readonly source: Source;
  readonly document: DocumentNode;
  readonly index: SchemaIndex;
  readonly links: Links;
}
