import { describe, expect, it } from '@jest/globals';
import { decodeCursor, encodeCursor } from './cursor.js';
import { paginate, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX, type PageArguments } from './paginate.js';

interface Item {
  rank: number;
  id: string;
}
const ITEMS: Item[] = Array.from({ length: 45 }, (_, index) => ({
  rank: Math.floor(index / 3),
  id: `i${String(index).padStart(2, '0')}`,
}));

/** A list ordered by rank, then id, as a table would be. */
const page = (args: PageArguments, items = ITEMS) =>
  paginate(args, {
    cursor: { shape: ['number', 'string'], of: ({ rank, id }: Item) => [rank, id] },
    load: async ({ take, after }) =>
      items
        .filter(({ rank, id }) => !after || rank > after[0] || (rank === after[0] && id > after[1]))
        .slice(0, take),
    count: async () => items.length,
  });

describe('paginate', () => {
  it('walks the whole list without gaps or repetitions', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < 10; pages += 1) {
      const { edges, pageInfo } = await page({ first: 7, after });
      seen.push(...edges.map(({ node }) => node.id));
      expect(pageInfo.hasPreviousPage).toBe(after !== null);
      expect(pageInfo.endCursor).toBe(edges.at(-1)?.cursor);
      expect(pageInfo.startCursor).toBe(edges.at(0)?.cursor);
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(seen).toEqual(ITEMS.map(({ id }) => id));
  });

  it('says that there is no next page when the last one is exactly full', async () => {
    expect((await page({ first: 45 })).pageInfo.hasNextPage).toBe(false);
    expect((await page({ first: 44 })).pageInfo.hasNextPage).toBe(true);
  });

  it('has no cursors on an empty page', async () => {
    expect(await page({}, [])).toMatchObject({
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });

  it('takes the default size, and counts only when asked', async () => {
    const result = await page({ first: null });
    expect(result.edges).toHaveLength(PAGE_SIZE_DEFAULT);
    expect(await result.totalCount()).toBe(45);
  });

  it.each([0, -1, PAGE_SIZE_MAX + 1, 1.5])('refuses first: %p', async (first) => {
    await expect(page({ first })).rejects.toMatchObject({ extensions: { code: 'INPUT_INVALID' } });
  });

  it.each([
    '',
    'nonsense',
    encodeCursor(['x', 'y']),
    encodeCursor([1]),
    encodeCursor([1, 'a', 'b']),
    'x'.repeat(5_000),
  ])('refuses a cursor that it did not give out: %j', async (after) => {
    await expect(page({ after })).rejects.toMatchObject({ extensions: { code: 'CURSOR_INVALID' } });
  });
});

describe('decodeCursor', () => {
  it('gives back what was encoded, dates to the millisecond', () => {
    const at = new Date('2026-11-22T20:51:00.123Z');
    expect(decodeCursor(encodeCursor([at, 'é"\\', 1.5]), ['date', 'string', 'number'])).toEqual([
      at,
      'é"\\',
      1.5,
    ]);
  });

  it.each([
    [['not a date'], ['date']],
    [['a\0b'], ['string']],
    [[null], ['string']],
    [['1'], ['number']],
    [{ 0: 'a', length: 1 }, ['string']],
  ] as const)('refuses %j as %j', (parts, shape) => {
    const cursor = Buffer.from(JSON.stringify(parts)).toString('base64url');
    expect(() => decodeCursor(cursor, shape)).toThrow(
      expect.objectContaining({ extensions: { code: 'CURSOR_INVALID' } }),
    );
  });
});
