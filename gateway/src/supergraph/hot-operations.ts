import type { HotOperation } from '../engine/engine.js';

/**
 * Which operations make up the traffic, for warming: counted since the start, halved at each `hottest()` so that what
 * was hot long ago fades, and bounded. When full, a newcomer replaces the coldest of a few sampled entries.
 */
export interface HotOperations {
  seen(operation: HotOperation): void;
  /** What was counted, to be added to what others have counted. */
  traffic(operationsMax: number): Traffic;
  /** The operations that make up `trafficShare` (0 to 1) of the traffic, hottest first, at most `operationsMax`. */
  hottest(trafficShare: number, operationsMax: number): HotOperation[];
}

interface Entry {
  readonly operation: HotOperation;
  count: number;
}

/** The hottest operations, hottest first; `total` counts all. */
export interface Traffic {
  readonly total: number;
  readonly operations: readonly Readonly<Entry>[];
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

  function traffic(operationsMax: number): Traffic {
    const sorted = [...entries.values()].toSorted(byCount);
    const total = totalOf(sorted);
    const operations = sorted
      .slice(0, operationsMax)
      .map(({ operation: { documentHash, source, operationName }, count }) => ({
        operation: { documentHash, source, operationName },
        count,
      }));
    for (const entry of sorted) entry.count /= 2;
    return { total, operations };
  }

  return {
    traffic,
    seen(operation) {
      if (operation.source.length > HOT_SOURCE_LENGTH_MAX) return;
      const key = keyOf(operation);
      const entry = entries.get(key);
      if (entry) {
        entry.count += 1;
        return;
      }
      if (entries.size >= entriesMax) evictOne();
      entries.set(key, { operation, count: 1 });
    },
    hottest: (trafficShare, operationsMax) =>
      hottestOf([traffic(operationsMax)], trafficShare, operationsMax),
  };
}

/** The hottest operations of what several have counted. Pure. */
export function hottestOf(
  counted: readonly Traffic[],
  trafficShare: number,
  operationsMax: number,
): HotOperation[] {
  const together = new Map<string, Entry>();
  for (const { operation, count } of counted.flatMap(({ operations }) => operations)) {
    const key = keyOf(operation);
    const entry = together.get(key);
    if (entry) entry.count += count;
    else together.set(key, { operation, count });
  }
  const total = counted.reduce((sum, traffic) => sum + traffic.total, 0);
  const picked: HotOperation[] = [];
  let covered = 0;
  for (const { operation, count } of [...together.values()].toSorted(byCount)) {
    if (picked.length >= operationsMax || covered >= total * trafficShare) break;
    picked.push(operation);
    covered += count;
  }
  return picked;
}

const keyOf = ({ documentHash, operationName }: HotOperation): string =>
  `${documentHash}:${operationName ?? ''}`;
const byCount = (a: Entry, b: Entry): number => b.count - a.count;
const totalOf = (entries: readonly Entry[]): number => entries.reduce((sum, { count }) => sum + count, 0);
