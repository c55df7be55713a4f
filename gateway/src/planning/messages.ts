import type { PlannerLimits } from '../plan/planner-limits.js';
import type { PlannedSupergraph } from './planning.js';

/** What a planning thread is born with. */
export interface PlanningThreadData {
  readonly supergraphSdl: string;
  readonly limits: PlannerLimits;
}

/** One at a time: the next only after the answer. */
export interface PlanRequest {
  readonly source: string;
  readonly operationName: string | undefined;
  /** Of `@override`. */
  readonly activeLabels: readonly string[];
}

/** `ready` or `rejected` once, then one answer per request. */
export type PlanningMessage =
  | ({ readonly kind: 'ready' } & PlannedSupergraph)
  | { readonly kind: 'rejected'; readonly message: string }
  | PlanAnswer;

export type PlanAnswer =
  | { readonly kind: 'planned'; readonly planJson: string }
  | { readonly kind: 'threw'; readonly message: string; readonly stack: string };
