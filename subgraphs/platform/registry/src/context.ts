import type { Caller } from '@kontor/protocol';
import type { Services } from './actions/services.js';
import type { Loaders } from './loaders.js';

/** What every resolver of one request sees. */
export interface Context {
  readonly actor: Caller;
  readonly services: Services;
  readonly loaders: Loaders;
}
