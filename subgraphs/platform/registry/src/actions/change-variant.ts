import type { ActiveSet } from '../domain/active-subgraph.js';
import { reject, type Rejection } from '../domain/rejection.js';
import type { DecidedChange } from '../store/launches.js';
import type { LaunchRecord, VariantInGraph } from '../store/records.js';
import type { Services } from './services.js';

/**
 * How often a change is decided anew because another registry process was quicker. Each time means that some other
 * change got through, so only a crowd can use this up.
 */
export const CHANGE_ATTEMPTS_MAX = 50;

/** What deciding on a variant's active set led to: something to write down, or an end without. */
export type Decided<Conclusion> =
  | { readonly kind: 'record'; readonly change: Omit<DecidedChange, 'variant' | 'revision'> }
  | { readonly kind: 'conclude'; readonly conclusion: Conclusion };

export type Changed<Conclusion> =
  | { readonly kind: 'recorded'; readonly launch: LaunchRecord }
  | { readonly kind: 'concluded'; readonly conclusion: Conclusion };

/**
 * Changes a variant: load what is active, decide, write down; and again from the start when the variant moved on
 * meanwhile. Waits in the variant's line for its turn. A recorded change is brought to the gateways before it is
 * handed back, as far as that takes no longer than the launch runner's bound.
 */
export async function changeVariant<Conclusion>(
  services: Services,
  variant: VariantInGraph,
  decide: (set: ActiveSet) => Promise<Decided<Conclusion>>,
): Promise<Changed<Conclusion> | Rejection> {
  const changed = await services.variantQueue.run(variant.id, () =>
    recordOnNewest(services, variant, decide),
  );
  return changed.kind === 'recorded'
    ? { kind: 'recorded', launch: await services.launchRunner.bringToGateways(changed.launch) }
    : changed;
}

async function recordOnNewest<Conclusion>(
  { store, log }: Services,
  variant: VariantInGraph,
  decide: (set: ActiveSet) => Promise<Decided<Conclusion>>,
): Promise<Changed<Conclusion> | Rejection> {
  for (let attempt = 1; attempt <= CHANGE_ATTEMPTS_MAX; attempt += 1) {
    const set = await store.variants.loadActiveSet(variant.id);
    const decided = await decide(set);
    if (decided.kind === 'conclude') return { kind: 'concluded', conclusion: decided.conclusion };
    const recorded = await store.launches.record({ variant, revision: set.revision, ...decided.change });
    if (recorded.kind === 'recorded') {
      const { id, sequence, status, cause, subgraphName } = recorded.launch;
      log.info(
        { launch: id, variant: variant.id, sequence, status, cause, subgraph: subgraphName },
        'launch recorded',
      );
      return recorded;
    }
  }
  return reject(
    'VARIANT_BUSY',
    `Other changes of this variant came first ${CHANGE_ATTEMPTS_MAX} times in a row.`,
  );
}
