import { createLoader, type Loader } from '@kontor/subgraph';
import type { User } from './domain/user.js';
import type { UserStore } from './store/user-store.js';

/** What a resolver works with: one per request, so that nothing loaded outlives it. */
export interface Context {
  readonly users: UserStore;
  readonly loaders: Loaders;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** Each turns the keys of one tick into one statement. */
export interface Loaders {
  readonly userById: Loader<string, User | null>;
  readonly userByHandle: Loader<string, User | null>;
}

export const createContext = (users: UserStore): Context => ({
  users,
  loaders: {
    userById: createLoader(users.byIds, (user) => user.id),
    userByHandle: createLoader(users.byHandles, (user) => user.handle),
  },
  now: () => new Date(),
  newId: () => `usr_${crypto.randomUUID().replaceAll('-', '')}`,
});
