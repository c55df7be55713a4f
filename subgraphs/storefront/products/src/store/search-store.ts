import { toPrefixQuery } from '../domain/search-terms.js';
import { Prisma, type PrismaClient } from './generated/client.js';

/** Categories before brands before products: the kinds in the order of a search's answer. */
export const HIT_KINDS = ['Category', 'Brand', 'Product'] as const;
export type HitKind = (typeof HIT_KINDS)[number];

export interface Hit {
  kind: HitKind;
  name: string;
  id: string;
}

export interface SearchStore {
  /** By kind, name and id, behind `after`. `terms` are letters and digits only. */
  find(search: { terms: readonly string[]; take: number; after: Hit | null }): Promise<Hit[]>;
  count(terms: readonly string[]): Promise<number>;
}

export const createSearchStore = (prisma: PrismaClient): SearchStore => ({
  find: async ({ terms, take, after }) => {
    const rows = await prisma.$queryRaw<{ rank: number; name: string; id: string }[]>`
      SELECT rank, name, id FROM (${hits(terms)}) AS hit
      WHERE (rank, name, id) > (${after ? HIT_KINDS.indexOf(after.kind) : -1}, ${after?.name ?? ''}, ${after?.id ?? ''})
      ORDER BY rank, name, id
      LIMIT ${take}`;
    return rows.flatMap(({ rank, name, id }) => {
      const kind = HIT_KINDS[rank];
      return kind ? [{ kind, name, id }] : [];
    });
  },
  count: async (terms) => {
    const [row] = await prisma.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM (${hits(terms)}) AS hit`;
    return row?.count ?? 0;
  },
});

/** The expressions are those of the indexes in the migration `search`. */
function hits(terms: readonly string[]): Prisma.Sql {
  const query = Prisma.sql`to_tsquery('simple', ${toPrefixQuery(terms)})`;
  return Prisma.sql`
    SELECT 0 AS rank, name, id FROM categories WHERE to_tsvector('simple', name) @@ ${query}
    UNION ALL
    SELECT 1 AS rank, name, id FROM brands WHERE to_tsvector('simple', name) @@ ${query}
    UNION ALL
    SELECT 2 AS rank, name, id FROM products WHERE to_tsvector('simple', search_text) @@ ${query}`;
}
