import type { Composition } from '@kontor/federation/compose';
import type { ComposeSubgraph } from './outcome.js';

/** What the composing thread is sent. One at a time: the next only after the answer. */
export interface ComposeRequest {
  readonly subgraphs: readonly ComposeSubgraph[];
}

/** What the thread sends back: `ready` once, then one answer per request. */
export type ComposeMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly composition: Composition }
  | { readonly kind: 'threw'; readonly error: string };
