import { describe, expect, it, jest } from '@jest/globals';
import { createListLoader, createLoader } from './loader.js';

interface Row {
  id: string;
  owner: string;
}

describe('createLoader', () => {
  it('asks once per tick, puts values in order and null where there is none', async () => {
    const batch = jest.fn(async (ids: readonly string[]) =>
      ids
        .filter((id) => id !== 'missing')
        .map((id) => ({ id, owner: 'x' }))
        .reverse(),
    );
    const loader = createLoader(batch, (row: Row) => row.id);
    const loaded = await Promise.all(['a', 'missing', 'b', 'a'].map((id) => loader.load(id)));
    expect(loaded.map((row) => row?.id ?? null)).toEqual(['a', null, 'b', 'a']);
    expect(batch.mock.calls).toEqual([[['a', 'missing', 'b']]]);
  });

  it('splits at the largest batch', async () => {
    const batch = jest.fn(async (_ids: readonly number[]): Promise<number[]> => []);
    const loader = createLoader(batch, (value: number) => value, { batchSizeMax: 2 });
    await loader.loadMany([1, 2, 3, 4, 5]);
    expect(batch.mock.calls.map(([ids]) => ids.length)).toEqual([2, 2, 1]);
  });

  it('knows compound keys by what they say', async () => {
    const batch = jest.fn(async (keys: readonly { a: number; b: number }[]) =>
      keys.map((key) => ({ ...key, sum: key.a + key.b })),
    );
    const loader = createLoader(batch, ({ a, b }) => ({ a, b }), { cacheKeyOf: ({ a, b }) => `${a}/${b}` });
    expect(
      await loader.loadMany([
        { a: 1, b: 2 },
        { a: 1, b: 2 },
        { a: 2, b: 2 },
      ]),
    ).toMatchObject([{ sum: 3 }, { sum: 3 }, { sum: 4 }]);
    expect(batch.mock.calls[0]?.[0]).toHaveLength(2);
  });

  it('hands a failure to everyone who asked, and to nobody later', async () => {
    let fails = true;
    const loader = createLoader(
      async (ids: readonly string[]) => {
        if (fails) throw new Error('down');
        return ids.map((id) => ({ id, owner: '' }));
      },
      (row: Row) => row.id,
    );
    const results = await Promise.allSettled([loader.load('a'), loader.load('b')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    loader.clear('a');
    await expect(loader.load('a')).resolves.toMatchObject({ id: 'a' });
  });

  it('remembers what it was primed with', async () => {
    const batch = jest.fn(async (_ids: readonly string[]): Promise<Row[]> => []);
    const loader = createLoader(batch, (row) => row.id);
    loader.prime('a', { id: 'a', owner: 'x' });
    expect(await loader.load('a')).toEqual({ id: 'a', owner: 'x' });
    expect(batch).not.toHaveBeenCalled();
  });
});

describe('createListLoader', () => {
  it('groups in the order of the batch, and gives an empty list where there is none', async () => {
    const rows: Row[] = [
      { id: '2', owner: 'x' },
      { id: '1', owner: 'x' },
      { id: '3', owner: 'y' },
    ];
    const loader = createListLoader(
      async () => rows,
      (row) => row.owner,
    );
    const [x, y, z] = await loader.loadMany(['x', 'y', 'z']);
    expect(x?.map(({ id }) => id)).toEqual(['2', '1']);
    expect(y?.map(({ id }) => id)).toEqual(['3']);
    expect(z).toEqual([]);
  });
});
