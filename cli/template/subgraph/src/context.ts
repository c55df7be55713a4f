import { createLoader, type Loader } from '@kontor/subgraph';
import type { SprocketRow, SprocketStore } from './store/{{item}}-store.js';

/** What a resolver works with: one per request, so that nothing loaded outlives it. */
export interface Context {
  readonly store: SprocketStore;
  /** Turns the ids of one tick into one statement. */
  readonly sprocketById: Loader<string, SprocketRow | null>;
  readonly now: () => Date;
  readonly newId: () => string;
}

export const createContext = (store: SprocketStore): Context => ({
  store,
  sprocketById: createLoader(store.byIds, ({ id }) => id),
  now: () => new Date(),
  newId: () => crypto.randomUUID(),
});
