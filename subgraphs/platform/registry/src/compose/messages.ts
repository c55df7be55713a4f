import type { Composition } from '@kontor/federation/compose';
import type { ComposeSubgraph } from '../domain/compose-outcome.js';

/** What the registry sends to the composing thread. One at a time: the next only after the answer. */
export interface ComposeRequest {
  readonly subgraphs: readonly ComposeSubgraph[];
}

/** What the thread sends back: `ready` once, then one answer per request. */
export type ComposeMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly composition: Composition }
  | { readonly kind: 'threw'; readonly error: string };
