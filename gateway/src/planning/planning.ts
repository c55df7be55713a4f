import type { PlannerLimits } from '../plan/planner-limits.js';
import type { StandIns } from '../plan/planning-supergraph.js';
import type { EntityFacts } from '../plan/entity-facts.js';

/** Plans the operations of one supergraph, within limits: some small documents take any planner minutes and gigabytes. */
export interface Planning extends PlannedSupergraph {
  /** The operation of a document, as text, where these labels of `@override` hold. Never rejects for what a document does. */
  plan(
    source: string,
    operationName: string | undefined,
    activeLabels?: readonly string[],
  ): Promise<PlanOutcome>;
  /** Ends the threads. What is under way and what waits is cancelled. */
  close(): Promise<void>;
}

/** Throws SupergraphRejected for what the planner cannot load. */
export type StartPlanning = (supergraphSdl: string) => Promise<Planning>;

/** What the planner was told that the supergraph does not say: who runs its plans has to know. */
export interface PlannedSupergraph {
  readonly standIns: StandIns;
  readonly requiredStandIns: ReadonlyMap<string, ReadonlySet<string>>;
  /** Fields that the planner fetches by itself: clients' aliases step aside for them. */
  readonly fetchedNames: ReadonlySet<string>;
  /** With the stand-ins. */
  readonly requirements: EntityFacts['requirements'];
}

export type PlanOutcome =
  /** As JSON: it crosses threads and processes, is measured, and parsed into objects of the shape that V8 likes. */
  | { readonly kind: 'planned'; readonly planJson: string }
  /** The planner gave up, or has a defect; `stack` is for the log. */
  | { readonly kind: 'threw'; readonly message: string; readonly stack: string }
  | { readonly kind: 'timed-out'; readonly limitMs: number }
  | { readonly kind: 'out-of-memory'; readonly limitMiB: number }
  | { readonly kind: 'crashed'; readonly detail: string }
  /** Too many operations wait for their plans already. */
  | { readonly kind: 'busy'; readonly waitingMax: number }
  /** The supergraph is no longer served. */
  | { readonly kind: 'closed' };

export interface PlanningLimits extends PlannerLimits {
  /** How many operations are planned at the same time. */
  planningThreads: number;
  /** Heap of one thread, the supergraph and its plans together. */
  planningHeapMiB: number;
  /** One plan, from hand-over to answer. */
  planningTimeoutMs: number;
  /** Operations that wait for a thread. */
  plansQueuedMax: number;
}
