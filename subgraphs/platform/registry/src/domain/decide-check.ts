import { findActive, withSubgraph, type ActiveSet } from './active-subgraph.js';
import type { ComposeOutcome, ComposeSubgraph } from '@kontor/composer/outcome';
import { proposeDelete } from './decide-delete.js';
import type { Rejection } from './rejection.js';

/** Stands in for the URL of a subgraph that has none yet. Reserved by RFC 2606, so nothing ever answers there. */
const UNKNOWN_ROUTING_URL = 'http://routing-url.invalid/';

export interface CheckRequest {
  readonly name: string;
  /** Null asks whether the subgraph could be deleted. */
  readonly sdl: string | null;
  /** Undefined: that of the active version. */
  readonly routingUrl: string | undefined;
}

/**
 * What a check asks of the composer. `exact` tells whether the supergraph that comes out is the one a publish would
 * bring: not so when the subgraph's routing URL is not known yet.
 */
export type CheckProposal =
  | { readonly kind: 'compose'; readonly subgraphs: readonly ComposeSubgraph[]; readonly exact: boolean }
  | { readonly kind: 'concluded'; readonly outcome: ComposeOutcome }
  | Rejection;

export function proposeCheck(set: ActiveSet, { name, sdl, routingUrl }: CheckRequest): CheckProposal {
  if (sdl === null) {
    const proposal = proposeDelete(set, name);
    return proposal.kind === 'compose'
      ? { kind: 'compose', subgraphs: proposal.subgraphs, exact: true }
      : proposal;
  }
  const url = routingUrl ?? findActive(set, name)?.routingUrl;
  const subgraphs = withSubgraph(set, { name, url: url ?? UNKNOWN_ROUTING_URL, sdl });
  return { kind: 'compose', subgraphs, exact: url !== undefined };
}
