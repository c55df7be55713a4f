import type { GraphQLSchema } from 'graphql';
import type { LoadedSupergraph } from '../engine/engine.js';

/**
 * Which supergraph serves whom. A new one takes over at once for requests that begin later; one that was taken over is
 * disposed of when every request that may still use it has ended.
 *
 *   loaded --swapIn--> current --swapIn of another--> retired --last lease of its time or before ends--> disposed
 *
 * A request leases the present moment, not one supergraph: whichever schema it picks up between its first and its last
 * step is the current one of some moment at or after its lease, and is still there.
 */
export interface Swap {
  current(): ServedSupergraph | undefined;
  /** The one whose API schema this is. Throws when it was disposed of, which a lease prevents. */
  withSchema(schema: GraphQLSchema): ServedSupergraph;
  lease(): Lease;
  /** Takes over; the one before is retired. */
  swapIn(next: ServedSupergraph): void;
  /** Disposes of everything, for the end of the process, after the last request. */
  close(): Promise<void>;
}

export interface ServedSupergraph {
  readonly loaded: LoadedSupergraph;
  /** The routing URLs that it names. */
  readonly urls: readonly string[];
}

export interface Lease {
  /** Idempotent. */
  release(): void;
}

export interface SwapEvents {
  /** `inService`: what is left, current and retired. */
  onDisposed(disposed: ServedSupergraph, inService: readonly ServedSupergraph[]): void;
  onDisposeFailed(error: unknown): void;
}

export function createSwap(events: SwapEvents): Swap {
  /** Oldest first; the last is the current one. `epoch` n was current before n + 1. */
  let inService: { epoch: number; served: ServedSupergraph }[] = [];
  let epoch = 0;
  const leases = new Map<number, number>();

  function disposeUnused(): void {
    const oldestLease = Math.min(...leases.keys(), epoch);
    const unused = inService.filter((entry) => entry.epoch < oldestLease);
    if (unused.length === 0) return;
    inService = inService.filter((entry) => entry.epoch >= oldestLease);
    for (const { served } of unused) void dispose(served);
  }

  async function dispose(served: ServedSupergraph): Promise<void> {
    try {
      await served.loaded.dispose();
      events.onDisposed(
        served,
        inService.map((entry) => entry.served),
      );
    } catch (error) {
      events.onDisposeFailed(error);
    }
  }

  return {
    current: () => inService.at(-1)?.served,
    withSchema(schema) {
      const entry = inService.find(({ served }) => served.loaded.apiSchema === schema);
      if (!entry) throw new Error('a request uses a supergraph that was disposed of');
      return entry.served;
    },
    lease() {
      const leased = epoch;
      leases.set(leased, (leases.get(leased) ?? 0) + 1);
      let held = true;
      return {
        release() {
          if (!held) return;
          held = false;
          const left = (leases.get(leased) ?? 1) - 1;
          if (left > 0) leases.set(leased, left);
          else leases.delete(leased);
          if (left === 0) disposeUnused();
        },
      };
    },
    swapIn(next) {
      epoch += 1;
      inService.push({ epoch, served: next });
      disposeUnused();
    },
    async close() {
      const all = inService;
      inService = [];
      await Promise.all(all.map(({ served }) => dispose(served)));
    },
  };
}
