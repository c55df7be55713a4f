import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { createDocumentStore } from './document-store.js';

const MIB = 1024 * 1024;
/** About 7 MiB in memory, from 30 kB of text: each token is a field. */
const dense = parse(`{${' a'.repeat(14_990)} }`);
const usual = parse(
  'query Usual($id: ID!) { product(id: $id) { id name reviews { text author { name } } } }',
);

describe('the document store', () => {
  it('keeps what is used, up to a number of documents', async () => {
    const store = createDocumentStore({ entriesMax: 2, bytesMax: MIB });
    await store.set('a', usual);
    await store.set('b', usual);
    expect(await store.get('a')).toBe(usual);
    await store.set('c', usual);
    expect(await store.get('a')).toBe(usual);
    expect(await store.get('b')).toBeUndefined();
  });

  it('weighs documents by the memory they take, not by the length of their text', async () => {
    const store = createDocumentStore({ entriesMax: 1_000, bytesMax: 20 * MIB });
    for (const key of ['a', 'b', 'c', 'd', 'e']) await store.set(key, dense);
    const kept = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((key) => store.get(key)));
    expect(kept.filter((document) => document !== undefined)).toHaveLength(2);
  });

  it('keeps no document that is larger than all of it', async () => {
    const store = createDocumentStore({ entriesMax: 1_000, bytesMax: MIB });
    await store.set('usual', usual);
    await store.set('dense', dense);
    expect(await store.get('dense')).toBeUndefined();
    expect(await store.get('usual')).toBe(usual);
  });
});
