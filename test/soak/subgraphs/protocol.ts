import type { SubgraphName } from '../world/shapes.js';

/** What a soak and its process of subgraphs tell each other. */
export type SubgraphOrder =
  | { readonly kind: 'account' }
  | { readonly kind: 'inFlight' }
  | { readonly kind: 'restart'; readonly name: SubgraphName; readonly downMs: number };

/** Of the time since the last account. */
export interface SubgraphAccount {
  readonly requests: number;
  /** How often each mutation's token was executed. */
  readonly executed: readonly (readonly [token: number, times: number])[];
  /** Requests of the gateway that no subgraph could answer, shortened. */
  readonly refusals: readonly string[];
}

export type SubgraphReply =
  | { readonly kind: 'ready'; readonly ports: Readonly<Record<SubgraphName, number>> }
  | { readonly kind: 'restarted' }
  | { readonly kind: 'inFlight'; readonly count: number }
  | { readonly kind: 'account'; readonly account: SubgraphAccount };
