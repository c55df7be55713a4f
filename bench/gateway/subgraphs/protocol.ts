import type { SubgraphName } from '../world/schemas.ts';

/** What the benchmark and its process of subgraphs tell each other. */
export type SubgraphOrder = { readonly kind: 'reset'; readonly delayMs: number } | { readonly kind: 'count' };

export interface SubgraphCounters {
  readonly requests: number;
  /** Without an `authorization` header. */
  readonly anonymous: number;
  /** Answered with errors. */
  readonly refused: number;
  /** Different `authorization` values. */
  readonly credentials: number;
}

export type SubgraphReply =
  | { readonly kind: 'ready'; readonly ports: Readonly<Record<SubgraphName, number>> }
  | ({ readonly kind: 'counters' } & SubgraphCounters);
