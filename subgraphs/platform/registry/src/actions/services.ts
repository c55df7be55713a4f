import type { Composer } from '@kontor/composer';
import type { Logger } from '@kontor/http';
import type { RoutingAddresses } from '../clients/routing-addresses.js';
import type { LaunchRunner } from '../jobs/launch-runner.js';
import type { Store } from '../store/store.js';
import type { VariantQueue } from './variant-queue.js';

/** What actions are handed: everything that reaches outside the process, and the line in front of each variant. */
export interface Services {
  readonly store: Store;
  readonly composer: Composer;
  readonly launchRunner: LaunchRunner;
  readonly variantQueue: VariantQueue;
  readonly routingAddresses: RoutingAddresses;
  readonly log: Logger;
}
