import type { Logger } from '@kontor/subgraph';
import type { PointerRecord } from '../store/records.js';

/** How often the pointers that somebody waits for are looked up, for what other processes publish. One query for all. */
export const POINTER_POLL_MS = 1_000;

/** Why a held request stirs. */
export type Stir =
  | { readonly kind: 'pointer'; readonly pointer: PointerRecord }
  | { readonly kind: 'keys-refreshed' }
  | { readonly kind: 'draining' }
  | { readonly kind: 'elapsed' }
  | { readonly kind: 'hung-up' };

/** A held request's place. Nothing that happens between two calls of `next` is lost. */
export interface Watcher {
  next(): Promise<Stir>;
  stir(stir: Stir): void;
  leave(): void;
}

/**
 * Tells held requests that a variant's pointer has moved: at once when this process moved it, within
 * {@link POINTER_POLL_MS} when another did.
 */
export interface SupergraphWatch {
  /** Takes a place, and looks the pointer up once: it may have moved since the caller looked. */
  join(variantId: string): Watcher;
  /** This process has moved the variant's pointer. */
  pointerMoved(variantId: string): void;
  stirAll(stir: Stir): void;
  readonly size: number;
  close(): void;
}

export function createSupergraphWatch({
  findPointers,
  log,
}: {
  findPointers: (variantIds: readonly string[]) => Promise<PointerRecord[]>;
  log: Logger;
}): SupergraphWatch {
  const watchers = new Map<string, Set<Watcher>>();
  let size = 0;
  let timer: NodeJS.Timeout | undefined;
  let polling = false;

  async function lookUp(variantIds: readonly string[]): Promise<void> {
    try {
      for (const pointer of await findPointers(variantIds))
        for (const watcher of watchers.get(pointer.variantId) ?? [])
          watcher.stir({ kind: 'pointer', pointer });
    } catch (error) {
      log.warn({ err: error }, 'could not look up pointers, will be tried again');
    }
  }

  function pollWhileWatched(): void {
    if (polling) return;
    polling = true;
    timer = setTimeout(() => {
      void lookUp([...watchers.keys()]).finally(() => {
        polling = false;
        if (size > 0) pollWhileWatched();
      });
    }, POINTER_POLL_MS).unref();
  }

  return {
    join(variantId) {
      const group = watchers.get(variantId) ?? new Set();
      watchers.set(variantId, group);
      const watcher = createWatcher(() => {
        if (!group.delete(watcher)) return;
        size -= 1;
        if (group.size === 0) watchers.delete(variantId);
      });
      group.add(watcher);
      size += 1;
      void lookUp([variantId]);
      pollWhileWatched();
      return watcher;
    },

    pointerMoved(variantId) {
      if (watchers.has(variantId)) void lookUp([variantId]);
    },

    stirAll(stir) {
      for (const group of watchers.values()) for (const watcher of group) watcher.stir(stir);
    },

    get size() {
      return size;
    },

    close: () => clearTimeout(timer),
  };
}

function createWatcher(leave: () => void): Watcher {
  const unheard: Stir[] = [];
  let hear: ((stir: Stir) => void) | undefined;
  return {
    next() {
      const stir = unheard.shift();
      if (stir) return Promise.resolve(stir);
      return new Promise((resolve) => {
        hear = resolve;
      });
    },
    stir(stir) {
      const listener = hear;
      hear = undefined;
      if (listener) listener(stir);
      else unheard.push(stir);
    },
    leave,
  };
}
