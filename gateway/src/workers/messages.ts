import type { ErrorCode } from '@kontor/protocol';
import type { GatewayConfig } from '../config.js';
import type { HotOperation, Supergraph } from '../engine/engine.js';
import type { PlannedSupergraph, PlanOutcome } from '../planning/planning.js';
import type { Traffic } from '../supergraph/hot-operations.js';
import type { SourceState, SupergraphVerdict } from '../supergraph/source.js';

/** What a worker is born with: no source, no port, no key of the platform. */
export type WorkerConfig = Omit<GatewayConfig, 'supergraph' | 'registry' | 'workers' | 'host' | 'port'>;

/** What a worker tells whoever asks it about the whole gateway. */
export interface GatewayFacts {
  readonly source: SourceState & { readonly name: string };
  readonly workers: { readonly wanted: number; readonly serving: number };
}

/** A supergraph on its way to the workers. `id` tells apart what has the same hash. */
export interface WorkerOffer extends Supergraph {
  readonly id: number;
  readonly origin: string;
  readonly hot: readonly HotOperation[];
  /** Undefined: the engine plans in each worker. */
  readonly planned: PlannedSupergraph | undefined;
}

export type ToWorker =
  | {
      readonly kind: 'start';
      readonly number: number;
      readonly config: WorkerConfig;
      readonly facts: GatewayFacts;
    }
  /** Load and plan, but do not serve yet. */
  | { readonly kind: 'prepare'; readonly offer: WorkerOffer }
  | { readonly kind: 'decide'; readonly id: number; readonly commit: boolean }
  | { readonly kind: 'planned'; readonly ask: number; readonly outcome: PlanOutcome }
  /** With a connection. */
  | { readonly kind: 'connection' }
  | { readonly kind: 'traffic'; readonly operationsMax: number }
  | { readonly kind: 'metrics' }
  | { readonly kind: 'facts'; readonly facts: GatewayFacts }
  | { readonly kind: 'drain' };

export type FromWorker =
  | { readonly kind: 'started' }
  | { readonly kind: 'failed'; readonly code: ErrorCode | undefined; readonly message: string }
  | { readonly kind: 'prepared'; readonly id: number }
  | { readonly kind: 'verdict'; readonly id: number; readonly verdict: SupergraphVerdict }
  /** The last request that could need a plan of this supergraph has ended. */
  | { readonly kind: 'disposed'; readonly id: number }
  | {
      readonly kind: 'plan';
      readonly ask: number;
      readonly id: number;
      readonly source: string;
      readonly operationName: string | undefined;
      readonly activeLabels: readonly string[];
    }
  /** It serves the connection that it was sent last. */
  | { readonly kind: 'taken' }
  /** It takes no connections any more; the one that it was sent last is untouched. */
  | { readonly kind: 'declined' }
  /** So many connections have ended since the last message of this kind. */
  | { readonly kind: 'ended'; readonly connections: number }
  | { readonly kind: 'traffic'; readonly traffic: Traffic }
  | { readonly kind: 'metrics'; readonly text: string }
  /** It drains: connections should go to others. */
  | { readonly kind: 'leaving' };
