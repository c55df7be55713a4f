import { describe, expect, it } from '@jest/globals';
import { memoryOf, readProcessTree, sumMemory } from './memory.js';

describe('memory', () => {
  it('of this process is a believable amount', () => {
    const memory = memoryOf(process.pid, new Map(), new Set());
    expect(memory?.bytes).toBeGreaterThan(10e6);
    expect(memory?.bytes).toBeLessThan(4e9);
  });

  it('counts descendants in, and those that are listed themselves not', () => {
    const tree = new Map([[process.pid, [process.ppid]]]);
    const alone = memoryOf(process.pid, tree, new Set([process.ppid]))?.bytes ?? 0;
    expect(memoryOf(process.pid, tree, new Set())?.bytes).toBeGreaterThan(alone);
  });

  it('of a process that is gone is not told', () => {
    expect(memoryOf(2 ** 31 - 1, readProcessTree(), new Set())).toBeNull();
  });

  it('sums to the weaker kind', () => {
    expect(sumMemory([{ kind: 'pss', bytes: 1 }, null, { kind: 'pss', bytes: 2 }])).toEqual({
      kind: 'pss',
      bytes: 3,
    });
    expect(
      sumMemory([
        { kind: 'pss', bytes: 1 },
        { kind: 'rss', bytes: 2 },
      ]),
    ).toEqual({ kind: 'rss', bytes: 3 });
    expect(sumMemory([null])).toBeNull();
  });
});
