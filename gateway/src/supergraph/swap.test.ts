import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import type { LoadedSupergraph } from '../engine/engine.js';
import { createSwap, type ServedSupergraph } from './swap.js';

function setUp() {
  const disposed: string[] = [];
  const serve = (hash: string): ServedSupergraph => ({
    loaded: {
      hash,
      apiSchema: buildSchema('type Query { a: Int }'),
      warm: () => Promise.reject(new Error('not asked')),
      execute: () => Promise.reject(new Error('not asked')),
      dispose() {
        disposed.push(hash);
        return Promise.resolve();
      },
    } satisfies LoadedSupergraph,
    urls: [`http://${hash}/`],
  });
  const left: string[][] = [];
  const swap = createSwap({
    onDisposed: (_, inService) => left.push(inService.map(({ loaded }) => loaded.hash)),
    onDisposeFailed: (error) => {
      throw error;
    },
  });
  return { swap, serve, disposed, left };
}

describe('swap', () => {
  it('has nothing to serve at first', () => {
    expect(setUp().swap.current()).toBeUndefined();
  });

  it('disposes of the old one at once when no request is in flight', async () => {
    const { swap, serve, disposed, left } = setUp();
    swap.swapIn(serve('one'));
    swap.swapIn(serve('two'));
    await Promise.resolve();
    expect(swap.current()?.loaded.hash).toBe('two');
    expect(disposed).toEqual(['one']);
    expect(left).toEqual([['two']]);
  });

  it('keeps the old one until the last request of its time has ended', () => {
    const { swap, serve, disposed } = setUp();
    const one = serve('one');
    swap.swapIn(one);
    const [first, second] = [swap.lease(), swap.lease()];
    swap.swapIn(serve('two'));
    first.release();
    first.release();
    expect(disposed).toEqual([]);
    expect(swap.withSchema(one.loaded.apiSchema)).toBe(one);
    second.release();
    expect(disposed).toEqual(['one']);
    expect(() => swap.withSchema(one.loaded.apiSchema)).toThrow('disposed');
  });

  it('keeps a supergraph that a request of an earlier time may have picked up since', () => {
    const { swap, serve, disposed } = setUp();
    swap.swapIn(serve('one'));
    const slow = swap.lease();
    swap.swapIn(serve('two'));
    swap.swapIn(serve('three'));
    expect(disposed).toEqual([]);
    slow.release();
    expect(disposed).toEqual(['one', 'two']);
  });

  it('holds nothing for requests that began after the swap', () => {
    const { swap, serve, disposed } = setUp();
    swap.swapIn(serve('one'));
    swap.swapIn(serve('two'));
    const late = swap.lease();
    expect(disposed).toEqual(['one']);
    late.release();
    expect(disposed).toEqual(['one']);
  });

  it('serves a request that began before the first supergraph', () => {
    const { swap, serve, disposed } = setUp();
    const early = swap.lease();
    swap.swapIn(serve('one'));
    early.release();
    expect(disposed).toEqual([]);
    expect(swap.current()?.loaded.hash).toBe('one');
  });

  it('disposes of all that is left when it closes', async () => {
    const { swap, serve, disposed } = setUp();
    swap.swapIn(serve('one'));
    swap.lease();
    swap.swapIn(serve('two'));
    await swap.close();
    expect(disposed).toEqual(['one', 'two']);
  });
});
