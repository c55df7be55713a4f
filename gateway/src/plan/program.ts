import type { Rewrite } from './query-plan.js';

/**
 * A query plan, compiled: what is the same for every request of an operation is worked out once. Private to the gateway.
 *
 *   plan ──compile──> Program ──run(variables, fetch)──> tree of what subgraphs answered ──shape──> the answer
 */
export interface Program {
  readonly step: Step | undefined;
}

export type Step =
  | { readonly kind: 'sequence'; readonly steps: readonly Step[] }
  | { readonly kind: 'parallel'; readonly steps: readonly Step[] }
  | {
      readonly kind: 'condition';
      readonly variable: string;
      readonly then: Step | undefined;
      readonly otherwise: Step | undefined;
    }
  | FetchStep;

export interface FetchStep {
  readonly kind: 'fetch';
  readonly subgraph: string;
  readonly url: string;
  readonly operationKind: 'query' | 'mutation';
  readonly query: string;
  readonly operationName: string | undefined;
  /** Of the client's variables. */
  readonly variables: readonly string[];
  /** The request body up to the first variable. */
  readonly bodyStart: string;
  /** Where in the tree the answer belongs; '@' is each element of a list. Empty: the root. */
  readonly path: readonly string[];
  /** Undefined: a root fetch. */
  readonly represent: Represent | undefined;
  /** Response names that the answer brings to the root or to each entity. */
  readonly names: readonly string[];
  readonly outputRewrites: readonly Rewrite[];
}

/** What is sent of an entity, as JSON text; undefined when the entity cannot or need not be asked for. */
export type Represent = (entity: Readonly<Record<string, unknown>>) => string | undefined;
