import { artifactHash } from '@kontor/protocol';
import { until } from '../../support/kontor/until.js';
import { GENERATIONS_MAX } from '../world/marks.js';

/** Which generations may serve: the newest that surely does, and the newest that was handed over. */
export interface Generations {
  readonly oldest: number;
  readonly newest: number;
}

export interface Swaps {
  generations(): Generations;
  /** Replaces the supergraph's file and waits until the gateway says that it serves the new one. */
  swap(): Promise<void>;
}

const SWAP_MS_MAX = 60_000;

export function createSwaps(parts: {
  readonly supergraphOf: (generation: number) => string;
  readonly replace: (sdl: string) => Promise<void>;
  readonly servedHash: () => Promise<string | null>;
}): Swaps {
  let [oldest, newest] = [1, 1];
  return {
    generations: () => ({ oldest, newest }),
    async swap() {
      // Four digits in every routing URL: after the last, no more swaps.
      if (newest === GENERATIONS_MAX) return;
      const next = newest + 1;
      const sdl = parts.supergraphOf(next);
      const hash = artifactHash(sdl);
      // From this moment on it may serve.
      newest = next;
      await parts.replace(sdl);
      await until(`generation ${next} serves`, async () => (await parts.servedHash()) === hash, SWAP_MS_MAX);
      oldest = next;
    },
  };
}
