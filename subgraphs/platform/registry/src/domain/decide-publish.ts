import { findActive, withSubgraph, type ActiveSet, type ActiveSubgraph } from './active-subgraph.js';
import type { ComposeSubgraph } from '@kontor/composer/outcome';
import { SUBGRAPHS_PER_VARIANT_MAX } from './limits.js';
import type { PublishRequest } from './publish-request.js';
import { reject, type Rejection } from './rejection.js';

/**
 * What a publish means in the light of what is active. Whether it composes is asked next, and `decideLaunch` concludes.
 *
 *   unchanged  same schema and routing URL as the active version: nothing to record
 *   rejected   the caller's mistake: nothing to record
 *   compose    ask whether `subgraphs` compose
 */
export type PublishProposal =
  | { readonly kind: 'unchanged'; readonly active: ActiveSubgraph }
  | { readonly kind: 'compose'; readonly routingUrl: string; readonly subgraphs: readonly ComposeSubgraph[] }
  | Rejection;

/**
 * Sameness is looked at before the precondition: a publish that is repeated because its answer was lost finds its own
 * version active, and that is success.
 */
export function proposePublish(set: ActiveSet, request: PublishRequest): PublishProposal {
  const active = findActive(set, request.name);
  const routingUrl = request.routingUrl ?? active?.routingUrl;
  if (routingUrl === undefined)
    return reject(
      'ROUTING_URL_REQUIRED',
      `Subgraph ${request.name} is not active in this variant, so there is no routing URL to keep.`,
    );
  if (active && active.sdlHash === request.sdlHash && active.routingUrl === routingUrl)
    return { kind: 'unchanged', active };
  if (request.ifActiveVersion !== undefined && request.ifActiveVersion !== (active?.versionId ?? null))
    return reject('ACTIVE_VERSION_CHANGED', describeMismatch(request.name, active));
  if (!active && set.subgraphs.length >= SUBGRAPHS_PER_VARIANT_MAX)
    return reject('INPUT_INVALID', `A variant has at most ${SUBGRAPHS_PER_VARIANT_MAX} subgraphs.`);
  return {
    kind: 'compose',
    routingUrl,
    subgraphs: withSubgraph(set, { name: request.name, url: routingUrl, sdl: request.sdl }),
  };
}

const describeMismatch = (name: string, active: ActiveSubgraph | undefined): string =>
  active
    ? `The active version of ${name} is ${active.versionId}, not the one this publish was made for.`
    : `Subgraph ${name} is not active any more.`;
