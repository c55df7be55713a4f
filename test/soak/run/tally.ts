import { EXCHANGE_KINDS, type ExchangeKind } from '../plan/exchange.js';
import type { MemorySample } from '../check/memory.js';

/** What a soak has seen so far; also what an interrupted one goes on from. */
export interface Tally {
  /** Exchanges that are over. */
  exchanges: number;
  /** HTTP requests that were answered, and looked at. */
  answers: number;
  readonly byKind: Record<ExchangeKind, number>;
  /** Refusals that were right, by code. */
  readonly refusedWith: Record<string, number>;
  aborts: number;
  mutations: number;
  subgraphRequests: number;
  swaps: number;
  restarts: number;
  elapsedMs: number;
  peakRssMiB: number;
  /** Of each process of the gateway: more than one where a soak was interrupted. */
  readonly memory: MemorySample[][];
  violationsCount: number;
  /** The first few. */
  readonly violations: string[];
}

const VIOLATIONS_KEPT_MAX = 50;

export const newTally = (): Tally => ({
  exchanges: 0,
  answers: 0,
  byKind: Object.fromEntries(EXCHANGE_KINDS.map((kind) => [kind, 0])) as Record<ExchangeKind, number>,
  refusedWith: {},
  aborts: 0,
  mutations: 0,
  subgraphRequests: 0,
  swaps: 0,
  restarts: 0,
  elapsedMs: 0,
  peakRssMiB: 0,
  memory: [],
  violationsCount: 0,
  violations: [],
});

export function violate(tally: Tally, what: string): void {
  tally.violationsCount += 1;
  if (tally.violations.length < VIOLATIONS_KEPT_MAX) tally.violations.push(what);
}
