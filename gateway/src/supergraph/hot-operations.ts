import type { HotOperation } from '../engine/engine.js';

/**
 * Which operations make up the traffic, for warming: counted since the start, halved at each `hottest()` so that what
 * was hot long ago fades, and bounded. When full, a newcomer replaces the coldest of a few sampled entries.
 */
export interface HotOperations {
  seen(operation: HotOperation): void;
  /** The operations that make up `trafficShare` (0 to 1) of the traffic, hottest first, at most `operationsMax`. */
  hottest(trafficShare: number, operationsMax: number): HotOperation[];
}

interface Entry {
  readonly operation: HotOperation;
  count: number;
}

const SAMPLED_FOR_EVICTION = 8;

/** A longer text is not kept: what is generated at such length is rarely asked twice. */
export const HOT_SOURCE_LENGTH_MAX = 16_384;

export function createHotOperations(entriesMax: number): HotOperations {
  const entries = new Map<string, Entry>();

  /** The oldest entries come first in a Map; survivors move to the end, so that all get their turn. */
  function evictOne(): void {
    const sample = [...entries.entries().take(SAMPLED_FOR_EVICTION)];
    const [coldest] = sample.toSorted(([, a], [, b]) => a.count - b.count);
    if (!coldest) return;
    for (const [key, entry] of sample) {
      entries.delete(key);
      if (key !== coldest[0]) entries.set(key, entry);
    }
  }

  return {
    seen(operation) {
      if (operation.source.length > HOT_SOURCE_LENGTH_MAX) return;
      const key = `${operation.documentHash}:${operation.operationName ?? ''}`;
      const entry = entries.get(key);
      if (entry) {
        entry.count += 1;
        return;
      }
      if (entries.size >= entriesMax) evictOne();
      entries.set(key, { operation, count: 1 });
    },
    hottest(trafficShare, operationsMax) {
      const sorted = [...entries.values()].toSorted((a, b) => b.count - a.count);
      const total = sorted.reduce((sum, { count }) => sum + count, 0);
      const picked: HotOperation[] = [];
      let covered = 0;
      for (const { operation, count } of sorted) {
        if (picked.length >= operationsMax || covered >= total * trafficShare) break;
        picked.push(operation);
        covered += count;
      }
      for (const entry of sorted) entry.count /= 2;
      return picked;
    },
  };
}
