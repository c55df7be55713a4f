import type { ErrorCode } from '@kontor/protocol';

/** A place in a subgraph's schema (or, for a supergraph file, in that file: then `subgraph` is null). */
export interface SchemaLocation {
  /** Null when the composer did not name one and none follows by rule. */
  readonly subgraph: string | null;
  /** From 1; null when only the subgraph is known. */
  readonly line: number | null;
  /** From 1; null when only the subgraph is known. */
  readonly column: number | null;
  /** Such as `Product.price` or `Query.product(id:)`; null when unknown. */
  readonly coordinate: string | null;
  /** True when the place follows by rule because the composer gave none. */
  readonly derived: boolean;
}

/** One reason why a set of subgraphs is refused. */
export interface CompositionProblem {
  /** Stable, in the one list of public errors. */
  readonly code: ErrorCode;
  /** What is wrong, here. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
  /** Where; empty when it cannot be told. */
  readonly locations: readonly SchemaLocation[];
}

/** Something that composition noticed and did not mind. */
export interface CompositionHint {
  readonly code: string;
  readonly message: string;
  readonly locations: readonly SchemaLocation[];
}
