import { describe, expect, it } from '@jest/globals';
import { createStyle } from '../output/style.js';
import { collectPages, type Page, remainderLine } from './pages.js';

/** A platform that has `count` items and counts the questions. */
function platform(count: number) {
  const asked: [number, string | null][] = [];
  return {
    asked,
    fetchPage: (first: number, after: string | null): Promise<Page<number>> => {
      asked.push([first, after]);
      const from = after === null ? 0 : Number(after) + 1;
      const items = Array.from({ length: Math.min(first, count - from) }, (_, index) => from + index);
      return Promise.resolve({
        totalCount: count,
        pageInfo: {
          hasNextPage: from + items.length < count,
          endCursor: items.length === 0 ? null : String(items.at(-1)),
        },
        edges: items.map((node) => ({ node })),
      });
    },
  };
}

describe('collecting pages', () => {
  it('asks for no more than the limit, in pages the platform gives', async () => {
    const { fetchPage, asked } = platform(1_000);
    const listing = await collectPages(fetchPage, 250);
    expect(listing.items).toHaveLength(250);
    expect(listing.items.at(-1)).toBe(249);
    expect(asked).toEqual([
      [100, null],
      [100, '99'],
      [50, '199'],
    ]);
    expect(remainderLine(listing, createStyle(false))).toBe('250 of 1000 shown; --limit 1000 shows all');
  });

  it('ends with the last page', async () => {
    const listing = await collectPages(platform(3).fetchPage, 250);
    expect(listing).toEqual({ items: [0, 1, 2], totalCount: 3 });
    expect(remainderLine(listing, createStyle(false))).toBe('');
  });

  it('ends when a page does not move on', async () => {
    const stuck: Page<number> = {
      totalCount: 9,
      pageInfo: { hasNextPage: true, endCursor: 'same' },
      edges: [{ node: 1 }],
    };
    expect((await collectPages(() => Promise.resolve(stuck), 50)).items).toEqual([1, 1]);
  });
});
