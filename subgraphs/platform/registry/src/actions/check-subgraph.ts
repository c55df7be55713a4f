import type { CompositionHint, CompositionProblem } from '@kontor/federation';
import type { Actor } from '@kontor/protocol';
import { proposeCheck } from '../domain/decide-check.js';
import { decideLaunch } from '../domain/decide-launch.js';
import { readRef, readRoutingUrl, readSdl, readSubgraphName } from '../domain/publish-request.js';
import type { Rejection } from '../domain/rejection.js';
import { findVariant } from './find-variant.js';
import type { Services } from './services.js';

export interface CheckInput {
  readonly ref: string;
  readonly name: string;
  /** Null: could the subgraph be deleted? */
  readonly sdl: string | null;
  readonly routingUrl: string | null;
}

export interface Checked {
  readonly kind: 'checked';
  readonly passed: boolean;
  readonly problems: readonly CompositionProblem[];
  readonly hints: readonly CompositionHint[];
  readonly supergraphHash: string | null;
}

/** A publish or deletion up to the decision, and nothing written. Needs subgraph:check. */
export async function checkSubgraph(
  { store, composer, routingAddresses }: Services,
  actor: Actor,
  input: CheckInput,
): Promise<Checked | Rejection> {
  const ref = readRef(input.ref);
  if (ref.kind === 'rejected') return ref;
  const name = readSubgraphName(input.name);
  if (name.kind === 'rejected') return name;
  const sdl = input.sdl === null ? undefined : readSdl(input.sdl);
  if (sdl?.kind === 'rejected') return sdl;
  const routingUrl = readRoutingUrl(input.routingUrl);
  if (routingUrl.kind === 'rejected') return routingUrl;
  const found = await findVariant(store, actor, 'subgraph:check', ref.ref);
  if (found.kind === 'rejected') return found;
  const hidden = await routingAddresses.refuse(routingUrl.routingUrl);
  if (hidden) return hidden;

  const set = await store.variants.loadActiveSet(found.variant.id);
  const proposal = proposeCheck(set, { name: input.name, sdl: input.sdl, routingUrl: routingUrl.routingUrl });
  if (proposal.kind === 'rejected') return proposal;
  const outcome =
    proposal.kind === 'concluded' ? proposal.outcome : await composer.compose(proposal.subgraphs);
  if (outcome.kind === 'rejected') return outcome;
  const { supergraph, problems, hints } = decideLaunch(outcome);
  const exact = proposal.kind === 'compose' && proposal.exact;
  return {
    kind: 'checked',
    passed: supergraph !== null,
    problems,
    hints,
    supergraphHash: exact ? (supergraph?.hash ?? null) : null,
  };
}
