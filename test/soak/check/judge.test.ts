import { describe, expect, test } from '@jest/globals';
import { judgeMemory, RSS_MIB_MAX, type MemorySample } from './memory.js';
import { judgeMutations, type Times } from './mutations.js';

const samples = (heapMiBAt: (exchanges: number) => number): MemorySample[] =>
  Array.from({ length: 20 }, (_, at) => {
    const exchanges = 50_000 * (at + 1);
    return { exchanges, heapMiB: heapMiBAt(exchanges), rssMiB: 300 };
  });

describe('memory', () => {
  test('that fills caches first and then stays is none that leaks', () => {
    const { bytesPerExchange, finding } = judgeMemory(
      samples((n) => Math.min(80, 40 + n / 10_000) + (n % 100_000 === 0 ? 1 : 0)),
      400,
    );
    expect(Math.abs(bytesPerExchange ?? NaN)).toBeLessThan(4);
    expect(finding).toBeUndefined();
  });

  test('that grows by an object per exchange leaks', () => {
    const { bytesPerExchange, finding } = judgeMemory(
      samples((n) => 40 + (n * 48) / 1024 / 1024),
      400,
    );
    expect(bytesPerExchange).toBeCloseTo(48);
    expect(finding).toContain('48.0 bytes');
  });

  test('of a short time says nothing', () => {
    expect(judgeMemory(samples((n) => n).slice(0, 5), 400)).toEqual({ bytesPerExchange: undefined });
  });

  test('must not be over its bound at any time', () => {
    expect(judgeMemory([], RSS_MIB_MAX + 1).finding).toContain('resident memory');
  });
});

describe('mutations', () => {
  const known = (entries: [number, Times][]) => new Map(entries);

  test('are executed once, or not at all for a client that gave up', () => {
    const all = known([
      [1, 'once'],
      [2, 'at most once'],
      [3, 'at most once'],
    ]);
    expect(
      judgeMutations(all, [
        [1, 1],
        [2, 1],
      ]),
    ).toEqual([]);
  });

  test.each([
    ['twice', known([[1, 'once']]), [[1, 2]], 'mutation 1 was executed 2 times'],
    ['twice, although given up', known([[1, 'at most once']]), [[1, 2]], 'mutation 1 was executed 2 times'],
    ['never', known([[1, 'once']]), [], 'mutation 1 was answered, but never executed'],
    ['too late', known([]), [[1, 1]], 'mutation 1 was executed after its time'],
  ] as const)('are not executed %s', (_, all, executed, finding) =>
    expect(judgeMutations(all, executed)).toEqual([finding]),
  );
});
