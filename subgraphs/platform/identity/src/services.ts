import { randomBytes, randomUUID } from 'node:crypto';
import type { UsedKeys } from './domain/last-used.js';
import type { IdentityStore } from './store/identity-store.js';

/** What actions are handed; tests hand in a clock of their own. */
export interface Services {
  readonly store: IdentityStore;
  readonly usedKeys: UsedKeys;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly random: (bytes: number) => Uint8Array;
}

export const realWorld: Pick<Services, 'now' | 'newId' | 'random'> = {
  now: () => new Date(),
  newId: randomUUID,
  random: randomBytes,
};
