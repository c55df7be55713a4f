import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Logger } from '@kontor/subgraph';
import { createKeySnapshot, KEY_SNAPSHOT_FRESH_MS } from './key-snapshot.js';

const log = { info: () => undefined, warn: () => undefined } as unknown as Logger;

describe('keeping the key snapshot fresh', () => {
  const realFetch = globalThis.fetch;
  let fetched: number;
  let held: Promise<void> | undefined;
  beforeEach(() => {
    jest.useFakeTimers();
    fetched = 0;
    held = undefined;
    globalThis.fetch = async () => {
      fetched += 1;
      await held;
      return Response.json({ keys: [] });
    };
  });
  afterEach(() => {
    globalThis.fetch = realFetch;
    jest.useRealTimers();
  });

  const snapshot = () =>
    createKeySnapshot({ identityUrl: 'http://identity', signingKey: new Uint8Array(32), log });

  it('asks at one pace, however often listeners leave and come while an answer is awaited', async () => {
    const keys = snapshot();
    let stop = keys.keepFresh(() => undefined);
    const { promise, resolve } = Promise.withResolvers<void>();
    held = promise;
    await jest.advanceTimersByTimeAsync(KEY_SNAPSHOT_FRESH_MS);
    expect(fetched).toBe(1);
    for (let round = 0; round < 5; round += 1) {
      stop();
      stop = keys.keepFresh(() => undefined);
    }
    held = undefined;
    resolve();
    await jest.advanceTimersByTimeAsync(5 * KEY_SNAPSHOT_FRESH_MS);
    expect(fetched).toBe(6);
    keys.close();
  });

  it('asks no more when nobody listens, and again when somebody does', async () => {
    const keys = snapshot();
    keys.keepFresh(() => undefined)();
    await jest.advanceTimersByTimeAsync(3 * KEY_SNAPSHOT_FRESH_MS);
    expect(fetched).toBe(0);
    const refreshed = jest.fn();
    keys.keepFresh(refreshed);
    await jest.advanceTimersByTimeAsync(2 * KEY_SNAPSHOT_FRESH_MS);
    expect(fetched).toBe(2);
    expect(refreshed).toHaveBeenCalledTimes(2);
    keys.close();
  });
});
