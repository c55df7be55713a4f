import { codedError } from './coded-error.js';
import { decodeCursor, encodeCursor, type CursorKind, type CursorValues } from './cursor.js';

/** Arguments of a Relay connection, forward only. */
export interface PageArguments {
  first?: number | null | undefined;
  after?: string | null | undefined;
}

export interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
}

/** A connection as resolvers return it: GraphQL calls `totalCount` only when a client asks for it. */
export interface Connection<T> {
  edges: { cursor: string; node: T }[];
  pageInfo: PageInfo;
  totalCount: () => Promise<number>;
}

export const PAGE_SIZE_DEFAULT = 20;
export const PAGE_SIZE_MAX = 100;

export interface PageSource<T, S extends readonly CursorKind[]> {
  /** The values that the list is ordered by, the last of them unique; `of` reads them from an item. */
  cursor: { shape: S; of: (node: T) => CursorValues<S> };
  /** The next `take` items behind `after`, in order. */
  load: (page: { take: number; after: CursorValues<S> | null }) => Promise<readonly T[]>;
  count: () => Promise<number>;
  /** More than this is refused; default {@link PAGE_SIZE_MAX}. */
  pageSizeMax?: number;
  pageSizeDefault?: number;
}

/**
 * One page of a list by keyset: it stays right while rows come and go. Throws INPUT_INVALID for a `first` outside
 * 1..pageSizeMax and CURSOR_INVALID for an `after` that this list did not give out.
 */
export async function paginate<T, const S extends readonly CursorKind[]>(
  page: PageArguments,
  { cursor, load, count, pageSizeMax = PAGE_SIZE_MAX, pageSizeDefault = PAGE_SIZE_DEFAULT }: PageSource<T, S>,
): Promise<Connection<T>> {
  const first = page.first ?? Math.min(pageSizeDefault, pageSizeMax);
  if (!Number.isInteger(first) || first < 1 || first > pageSizeMax)
    throw codedError('INPUT_INVALID', `first must be between 1 and ${pageSizeMax}, not ${first}.`);
  const after = page.after == null ? null : decodeCursor(page.after, cursor.shape);

  // One more than asked for tells whether a next page exists.
  const found = await load({ take: first + 1, after });
  const edges = found.slice(0, first).map((node) => ({ cursor: encodeCursor([...cursor.of(node)]), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: found.length > first,
      hasPreviousPage: after !== null,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: count,
  };
}
