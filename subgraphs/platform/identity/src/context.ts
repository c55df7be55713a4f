import type { Caller } from '@kontor/protocol';
import type { Loaders } from './loaders.js';
import type { Services } from './services.js';

/** What every resolver gets. */
export interface Context {
  /** Verified: without one the request was refused before. */
  readonly actor: Caller;
  readonly services: Services;
  readonly loaders: Loaders;
}
