import * as z from 'zod';
import { wholeNumber } from '../command.js';
import type { Style } from '../output/style.js';

/** The largest page the platform gives. */
const PAGE_ITEMS_MAX = 100;
/** What one command shows at most, however many pages there are. */
export const LIST_ITEMS_MAX = 10_000;
export const LIST_ITEMS_DEFAULT = 50;

export const LIST_OPTIONS = {
  limit: wholeNumber('count', `How many to show (1 to ${LIST_ITEMS_MAX}; default ${LIST_ITEMS_DEFAULT}).`, {
    min: 1,
    max: LIST_ITEMS_MAX,
  }),
};

/** A Relay connection whose nodes have the shape `node`. */
export const connectionOf = <T>(node: z.ZodType<T>) =>
  z.object({
    totalCount: z.number().int(),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    edges: z.array(z.object({ node })),
  });

export const CONNECTION_FIELDS = 'totalCount pageInfo { hasNextPage endCursor }';

export interface Page<T> {
  totalCount: number;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  edges: { node: T }[];
}

export interface Listing<T> {
  items: T[];
  totalCount: number;
}

/** Follows the pages until `limit` items are there or none is left. A page that does not move on ends it. */
export async function collectPages<T>(
  fetchPage: (first: number, after: string | null) => Promise<Page<T>>,
  limit: number = LIST_ITEMS_DEFAULT,
): Promise<Listing<T>> {
  const items: T[] = [];
  let after: string | null = null;
  let totalCount = 0;
  while (items.length < limit) {
    const page: Page<T> = await fetchPage(Math.min(PAGE_ITEMS_MAX, limit - items.length), after);
    totalCount = page.totalCount;
    items.push(...page.edges.map((edge) => edge.node));
    const { hasNextPage, endCursor } = page.pageInfo;
    if (!hasNextPage || endCursor === null || endCursor === after || page.edges.length === 0) break;
    after = endCursor;
  }
  return { items: items.slice(0, limit), totalCount };
}

/** "50 of 132 shown; …", or nothing when all are. */
export function remainderLine({ items, totalCount }: Listing<unknown>, style: Style): string {
  if (items.length >= totalCount) return '';
  const all = totalCount <= LIST_ITEMS_MAX;
  const more = all ? `--limit ${totalCount} shows all` : `--limit ${LIST_ITEMS_MAX} shows more`;
  return style.dim(`${items.length} of ${totalCount} shown; ${more}`);
}
