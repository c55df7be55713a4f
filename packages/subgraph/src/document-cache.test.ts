import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { DocumentCache } from './document-cache.js';

const document = parse('{ a }');

describe('DocumentCache', () => {
  it('throws out what was used least recently', async () => {
    const cache = new DocumentCache(2);
    await cache.set('a', document);
    await cache.set('b', document);
    await cache.get('a');
    await cache.set('c', document);
    expect(await cache.get('a')).toBe(document);
    expect(await cache.get('b')).toBeUndefined();
    expect(await cache.get('c')).toBe(document);
  });

  it('keeps one entry per key', async () => {
    const cache = new DocumentCache(2);
    await cache.set('a', document);
    await cache.set('b', document);
    await cache.set('a', document);
    expect(await cache.get('b')).toBe(document);
    expect(await cache.delete('b')).toBe(true);
    expect(await cache.get('b')).toBeUndefined();
  });
});
