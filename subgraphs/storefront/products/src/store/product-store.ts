import type { Product } from '../domain/catalogue.js';
import { Prisma, type PrismaClient } from './generated/client.js';

/** A column that products can be sorted by; ties are broken by id in the same direction. */
export type SortField = 'name' | 'priceMinor' | 'addedAt';

/** Which products; what is absent or null does not count, the rest adds up. */
export interface ProductCondition {
  categoryId?: string | null | undefined;
  brandId?: string | null | undefined;
  priceMinorMin?: number | null | undefined;
  priceMinorMax?: number | null | undefined;
}

export interface ProductPage {
  condition: ProductCondition;
  sort: { field: SortField; direction: 'asc' | 'desc' };
  take: number;
  /** The sort value and the id of the product to continue behind. */
  after: readonly [value: string | number | Date, id: string] | null;
}

/** One page of the products of one category or brand, by name. */
export interface ProductsOf {
  parentId: string;
  take: number;
  after: readonly [name: string, id: string] | null;
}

/** A product together with the page it was asked for. */
export interface FoundProduct {
  page: ProductsOf;
  product: Product;
}

export interface ProductStore {
  byIds(ids: readonly string[]): Promise<Product[]>;
  bySkus(skus: readonly string[]): Promise<Product[]>;
  list(page: ProductPage): Promise<Product[]>;
  count(condition: ProductCondition): Promise<number>;
  /** Many categories' pages in one statement. */
  ofCategories(pages: readonly ProductsOf[]): Promise<FoundProduct[]>;
  /** Many brands' pages in one statement. */
  ofBrands(pages: readonly ProductsOf[]): Promise<FoundProduct[]>;
  countByCategory(ids: readonly string[]): Promise<{ parentId: string; count: number }[]>;
  countByBrand(ids: readonly string[]): Promise<{ parentId: string; count: number }[]>;
}

export function createProductStore(prisma: PrismaClient): ProductStore {
  return {
    byIds: (ids) => prisma.product.findMany({ where: { id: { in: [...ids] } }, omit: OMIT }),
    bySkus: (skus) => prisma.product.findMany({ where: { sku: { in: [...skus] } }, omit: OMIT }),
    list: ({ condition, sort: { field, direction }, take, after }) =>
      prisma.product.findMany({
        where: { AND: [matching(condition), after ? behind(field, direction, after) : {}] },
        orderBy: [{ [field]: direction }, { id: direction }],
        take,
        omit: OMIT,
      }),
    count: (condition) => prisma.product.count({ where: matching(condition) }),
    ofCategories: (pages) => findPages(prisma, Prisma.sql`category_id`, pages),
    ofBrands: (pages) => findPages(prisma, Prisma.sql`brand_id`, pages),
    countByCategory: async (ids) => {
      const groups = await prisma.product.groupBy({
        by: 'categoryId',
        where: { categoryId: { in: [...ids] } },
        _count: true,
      });
      return groups.map(({ categoryId, _count }) => ({ parentId: categoryId, count: _count }));
    },
    countByBrand: async (ids) => {
      const groups = await prisma.product.groupBy({
        by: 'brandId',
        where: { brandId: { in: [...ids] } },
        _count: true,
      });
      return groups.map(({ brandId, _count }) => ({ parentId: brandId, count: _count }));
    },
  };
}

/** Only the search looks at it. */
const OMIT = { searchText: true } as const;

const matching = (condition: ProductCondition): Prisma.ProductWhereInput => ({
  ...(condition.categoryId != null && { categoryId: condition.categoryId }),
  ...(condition.brandId != null && { brandId: condition.brandId }),
  priceMinor: {
    ...(condition.priceMinorMin != null && { gte: condition.priceMinorMin }),
    ...(condition.priceMinorMax != null && { lte: condition.priceMinorMax }),
  },
});

/**
 * Everything behind (value, id). The first condition alone bounds the walk through the index; the second one takes
 * away what has the same value and comes before.
 */
function behind(
  field: SortField,
  direction: 'asc' | 'desc',
  [value, id]: readonly [value: string | number | Date, id: string],
): Prisma.ProductWhereInput {
  return direction === 'asc'
    ? { AND: [{ [field]: { gte: value } }, { OR: [{ [field]: { gt: value } }, { id: { gt: id } }] }] }
    : { AND: [{ [field]: { lte: value } }, { OR: [{ [field]: { lt: value } }, { id: { lt: id } }] }] };
}

/**
 * Every wanted page by one walk of its own through the index on (parent, name, id): the work is that of the pages, not
 * of the categories.
 */
async function findPages(
  prisma: PrismaClient,
  parentColumn: Prisma.Sql,
  pages: readonly ProductsOf[],
): Promise<FoundProduct[]> {
  const rows = await prisma.$queryRaw<(Product & { nth: number })[]>`
    SELECT wanted.nth::int, found.*
    FROM unnest(
      ${pages.map(({ parentId }) => parentId)}::text[],
      ${pages.map(({ take }) => take)}::int[],
      ${pages.map(({ after }) => after?.[0] ?? '')}::text[],
      ${pages.map(({ after }) => after?.[1] ?? '')}::text[]
    ) WITH ORDINALITY AS wanted (parent_id, take, after_name, after_id, nth)
    CROSS JOIN LATERAL (
      SELECT id, sku, name, description, price_minor AS "priceMinor", currency, weight_grams AS "weightGrams",
        category_id AS "categoryId", brand_id AS "brandId", added_at AS "addedAt"
      FROM products
      WHERE ${parentColumn} = wanted.parent_id AND (name, id) > (wanted.after_name, wanted.after_id)
      ORDER BY name, id
      LIMIT wanted.take
    ) AS found
    ORDER BY wanted.nth, found.name, found.id`;
  return rows.flatMap(({ nth, ...product }) => {
    const page = pages[nth - 1];
    return page ? [{ page, product }] : [];
  });
}
