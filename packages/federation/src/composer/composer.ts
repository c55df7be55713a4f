import type { ASTNode, DocumentNode } from 'graphql';

/**
 * What Kontor asks of a composer, in its own words: one implementation is chosen in `compose.ts`. Subgraphs come
 * parsed, each from a Source of its own, so a node's `loc.source` tells which subgraph it belongs to.
 */
export type Composer = (subgraphs: readonly ComposerSubgraph[], limits: ComposerLimits) => ComposerOutcome;

export interface ComposerLimits {
  /** Ways through the subgraphs held at once while it is checked that every query can be answered. */
  readonly validationPathsMax: number;
}

export interface ComposerSubgraph {
  readonly name: string;
  readonly url: string;
  readonly document: DocumentNode;
}

export type ComposerOutcome =
  | { readonly kind: 'composed'; readonly supergraphSdl: string; readonly hints: readonly ComposerRemark[] }
  | { readonly kind: 'refused'; readonly errors: readonly ComposerRemark[] }
  /** The composer itself broke: neither a supergraph nor an error of its registry came out. */
  | { readonly kind: 'failed'; readonly message: string };

/** An error or a hint. */
export interface ComposerRemark {
  readonly code: string | null;
  readonly message: string;
  readonly nodes: readonly ComposerNode[];
  /** The element meant, where the composer names it. */
  readonly coordinate: string | null;
}

export interface ComposerNode {
  readonly node: ASTNode;
  /** The subgraph, where the composer names it. */
  readonly subgraph: string | null;
}
