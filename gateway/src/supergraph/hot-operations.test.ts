import { describe, expect, it } from '@jest/globals';
import { createHotOperations, HOT_SOURCE_LENGTH_MAX } from './hot-operations.js';

const operation = (name: string) => ({ documentHash: name, source: `{ ${name} }`, operationName: undefined });

function track(counts: Record<string, number>, entriesMax = 100) {
  const hot = createHotOperations(entriesMax);
  for (const [name, count] of Object.entries(counts))
    for (let i = 0; i < count; i++) hot.seen(operation(name));
  return hot;
}
const names = (operations: { documentHash: string }[]) => operations.map(({ documentHash }) => documentHash);

describe('hot operations', () => {
  it('are those that make up the share of the traffic, hottest first', () => {
    expect(names(track({ a: 5, b: 80, c: 15 }).hottest(0.95, 10))).toEqual(['b', 'c']);
    expect(names(track({ a: 5, b: 80, c: 15 }).hottest(1, 10))).toEqual(['b', 'c', 'a']);
  });

  it('are at most so many', () => {
    expect(names(track({ a: 3, b: 2, c: 1 }).hottest(1, 2))).toEqual(['a', 'b']);
    expect(track({ a: 3 }).hottest(1, 0)).toEqual([]);
    expect(track({ a: 3 }).hottest(0, 5)).toEqual([]);
  });

  it('tell operations of one document apart', () => {
    const hot = createHotOperations(10);
    hot.seen({ ...operation('a'), operationName: 'A' });
    hot.seen({ ...operation('a'), operationName: 'B' });
    expect(hot.hottest(1, 10).map(({ operationName }) => operationName)).toEqual(['A', 'B']);
  });

  it('stay bounded, and a hot one survives a flood of cold ones', () => {
    const hot = track({ hot: 1_000 }, 50);
    for (let i = 0; i < 10_000; i++) hot.seen(operation(`cold${i}`));
    const all = names(hot.hottest(1, 1_000));
    expect(all).toHaveLength(50);
    expect(all[0]).toBe('hot');
  });

  it('are of bounded length', () => {
    const hot = createHotOperations(10);
    hot.seen({ ...operation('a'), source: ' '.repeat(HOT_SOURCE_LENGTH_MAX + 1) });
    expect(hot.hottest(1, 10)).toEqual([]);
  });

  it('fade', () => {
    const hot = track({ old: 100 });
    for (let i = 0; i < 5; i++) hot.hottest(1, 10);
    for (let i = 0; i < 10; i++) hot.seen(operation('fresh'));
    expect(names(hot.hottest(0.5, 10))).toEqual(['fresh']);
  });
});
