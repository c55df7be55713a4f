import type { Actor } from '@kontor/protocol';
import { actorOf, keyState } from '../domain/key-state.js';
import type { Services } from '../services.js';

/** For processes that verify keys themselves; they fetch it again within KEY_SNAPSHOT_REFRESH_MS. */
export interface KeySnapshot {
  keys: {
    id: string;
    /** sha256 of the whole secret, in hex; compare in constant time. */
    hash: string;
    actor: Actor;
    /** ISO 8601; the holder of the snapshot checks it. */
    expiresAt: string | null;
  }[];
}

export async function readKeySnapshot({ store, now }: Services): Promise<KeySnapshot> {
  const usable = await store.apiKeys.findUsable(now());
  return {
    keys: usable
      .filter(({ key, member }) => keyState(key, member, now()) === 'active')
      .map((verifiable) => ({
        id: verifiable.key.id,
        hash: verifiable.hash,
        actor: actorOf(verifiable),
        expiresAt: verifiable.key.expiresAt?.toISOString() ?? null,
      })),
  };
}
