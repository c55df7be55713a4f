/**
 * A query plan in the planner's own words: which fetches in which order, and where their answers belong. Plain data, so
 * that it crosses threads as JSON.
 *
 *   Sequence                       one after the other
 *   Parallel                       at the same time
 *   Fetch                          one operation to one subgraph; `requires` says what of an entity is sent along
 *   Flatten(path)                  the fetch inside is for the entities at `path`; '@' is "each of the list"
 *   Condition                      by the value of a boolean variable
 *   Defer                          what is answered at once, and what later
 */
export interface QueryPlan {
  readonly node?: PlanNode;
}

export type PlanNode =
  | { readonly kind: 'Sequence'; readonly nodes: readonly PlanNode[] }
  | { readonly kind: 'Parallel'; readonly nodes: readonly PlanNode[] }
  | FetchNode
  | { readonly kind: 'Flatten'; readonly path: PlanPath; readonly node: PlanNode }
  | {
      readonly kind: 'Condition';
      readonly condition: string;
      readonly ifClause?: PlanNode;
      readonly elseClause?: PlanNode;
    }
  | {
      readonly kind: 'Defer';
      readonly primary: { readonly node?: PlanNode };
      readonly deferred: readonly DeferredNode[];
    };

export interface DeferredNode {
  /** Of the `@defer` in the operation that was planned. */
  readonly label?: string;
  /** Undefined: all that is deferred comes with what it depends on. */
  readonly node?: PlanNode;
}

/** Response names, and '@' for each element of a list. */
export type PlanPath = readonly string[];

export interface FetchNode {
  readonly kind: 'Fetch';
  readonly serviceName: string;
  readonly variableUsages?: readonly string[];
  readonly requires?: readonly RequiredSelection[];
  readonly operation: string;
  readonly operationName?: string;
  readonly operationKind: 'query' | 'mutation' | 'subscription';
  readonly inputRewrites?: readonly Rewrite[];
  readonly outputRewrites?: readonly Rewrite[];
  /** Values from above the entity, by the name of the variable that takes each; '..' leads to the object around. */
  readonly contextRewrites?: readonly Rewrite[];
}

export type RequiredSelection =
  | {
      readonly kind: 'Field';
      readonly alias?: string;
      readonly name: string;
      readonly selections?: readonly RequiredSelection[];
    }
  | {
      readonly kind: 'InlineFragment';
      readonly typeCondition?: string;
      readonly selections: readonly RequiredSelection[];
    };

/** Path elements are response names, or `... on Type`. */
export type Rewrite =
  | { readonly kind: 'ValueSetter'; readonly path: readonly string[]; readonly setValueTo: unknown }
  | { readonly kind: 'KeyRenamer'; readonly path: readonly string[]; readonly renameKeyTo: string };
