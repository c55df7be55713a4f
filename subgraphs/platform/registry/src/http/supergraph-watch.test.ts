import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Logger } from '@kontor/http';
import type { PointerRecord } from '../store/records.js';
import { createSupergraphWatch, POINTER_POLL_MS, type SupergraphWatch } from './supergraph-watch.js';

const log = { warn: () => undefined } as unknown as Logger;
const pointerOf = (variantId: string): PointerRecord => ({
  variantId,
  launch: { id: 'l', sequence: 1, supergraphHash: 'sha256-x' },
});

let asked: string[][];
let fail: boolean;
let watch: SupergraphWatch;

beforeEach(() => {
  jest.useFakeTimers();
  asked = [];
  fail = false;
  watch = createSupergraphWatch({
    log,
    async findPointers(variantIds) {
      asked.push([...variantIds]);
      if (fail) throw new Error('the database is down');
      return variantIds.map(pointerOf);
    },
  });
});
afterEach(() => {
  watch.close();
  jest.useRealTimers();
});

describe('watching pointers', () => {
  it('looks once when somebody joins, because the pointer may have moved meanwhile', async () => {
    const watcher = watch.join('v');
    expect(await watcher.next()).toEqual({ kind: 'pointer', pointer: pointerOf('v') });
    expect(asked).toEqual([['v']]);
    watcher.leave();
  });

  it('tells at once, without a clock, what this process has moved, and only those who wait for it', async () => {
    const [mine, other] = [watch.join('v'), watch.join('w')];
    await Promise.all([mine.next(), other.next()]);
    asked = [];
    watch.pointerMoved('v');
    expect(await mine.next()).toMatchObject({ kind: 'pointer', pointer: { variantId: 'v' } });
    watch.pointerMoved('nobody waits for this one');
    expect(asked).toEqual([['v']]);
    let stirred = false;
    void other.next().then(() => (stirred = true));
    await Promise.resolve();
    expect(stirred).toBe(false);
  });

  it('asks once a second for all who wait, in one query, and not at all when nobody does', async () => {
    const watchers = ['v', 'v', 'w'].map((variantId) => watch.join(variantId));
    await Promise.all(watchers.map((watcher) => watcher.next()));
    asked = [];
    await jest.advanceTimersByTimeAsync(3 * POINTER_POLL_MS);
    expect(asked).toEqual(Array(3).fill(['v', 'w']));
    for (const watcher of watchers) watcher.leave();
    expect(watch.size).toBe(0);
    await jest.advanceTimersByTimeAsync(POINTER_POLL_MS);
    asked = [];
    await jest.advanceTimersByTimeAsync(10 * POINTER_POLL_MS);
    expect(asked).toEqual([]);
  });

  it('goes on after a failure of the database', async () => {
    fail = true;
    const watcher = watch.join('v');
    await jest.advanceTimersByTimeAsync(2 * POINTER_POLL_MS);
    fail = false;
    const stir = watcher.next();
    await jest.advanceTimersByTimeAsync(POINTER_POLL_MS);
    expect(await stir).toMatchObject({ kind: 'pointer' });
  });

  it('keeps what happens between two looks, in order', async () => {
    const watcher = watch.join('v');
    await jest.advanceTimersByTimeAsync(0);
    watcher.stir({ kind: 'keys-refreshed' });
    watch.stirAll({ kind: 'draining' });
    expect(
      [await watcher.next(), await watcher.next(), await watcher.next()].map(({ kind }) => kind),
    ).toEqual(['pointer', 'keys-refreshed', 'draining']);
  });

  it('counts a watcher that leaves twice once', () => {
    const [one, two] = [watch.join('v'), watch.join('v')];
    one.leave();
    one.leave();
    expect(watch.size).toBe(1);
    two.leave();
    expect(watch.size).toBe(0);
  });
});
