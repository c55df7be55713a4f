import { isUniqueViolation } from '@kontor/subgraph';
import type { RatingCount } from '../domain/rating-summary.js';
import type { Review } from '../domain/review.js';
import { Prisma, type PrismaClient } from './generated/client.js';

/** Where a page begins: behind this review, latest first. */
export type After = readonly [createdAt: Date, id: string] | null;

/** One page of the reviews of one product or author, latest first. */
export interface ReviewsOf {
  parentId: string;
  take: number;
  after: After;
}

/** A review together with the page it was asked for. */
export interface FoundReview {
  page: ReviewsOf;
  review: Review;
}

export type ReviewKey = Pick<Review, 'productId' | 'authorId'>;

export interface ReviewStore {
  byIds(ids: readonly string[]): Promise<Review[]>;
  byKeys(keys: readonly ReviewKey[]): Promise<Review[]>;
  list(page: { ratingMin: number; take: number; after: After }): Promise<Review[]>;
  count(ratingMin: number): Promise<number>;
  /** Many products' pages in one statement. */
  ofProducts(pages: readonly ReviewsOf[]): Promise<FoundReview[]>;
  /** Many authors' pages in one statement. */
  ofAuthors(pages: readonly ReviewsOf[]): Promise<FoundReview[]>;
  /** How often each of many products got each rating; no entry where it is 0. */
  ratingsOfProducts(ids: readonly string[]): Promise<(RatingCount & { productId: string })[]>;
  countByAuthor(ids: readonly string[]): Promise<{ authorId: string; count: number }[]>;
  /** Null when the author has reviewed the product before. */
  create(review: Review): Promise<Review | null>;
}

export const createReviewStore = (prisma: PrismaClient): ReviewStore => ({
  byIds: (ids) => prisma.review.findMany({ where: { id: { in: [...ids] } } }),
  byKeys: (keys) =>
    prisma.review.findMany({
      where: { OR: keys.map(({ productId, authorId }) => ({ productId, authorId })) },
    }),
  list: ({ ratingMin, take, after }) =>
    prisma.review.findMany({
      where: { rating: { gte: ratingMin }, ...(after && behind(after)) },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take,
    }),
  count: (ratingMin) => prisma.review.count({ where: { rating: { gte: ratingMin } } }),
  ofProducts: (pages) => findPages(prisma, Prisma.sql`product_id`, pages),
  ofAuthors: (pages) => findPages(prisma, Prisma.sql`author_id`, pages),
  ratingsOfProducts: async (ids) => {
    const groups = await prisma.review.groupBy({
      by: ['productId', 'rating'],
      where: { productId: { in: [...ids] } },
      _count: true,
    });
    return groups.map(({ productId, rating, _count }) => ({ productId, rating, count: _count }));
  },
  countByAuthor: async (ids) => {
    const groups = await prisma.review.groupBy({
      by: 'authorId',
      where: { authorId: { in: [...ids] } },
      _count: true,
    });
    return groups.map(({ authorId, _count }) => ({ authorId, count: _count }));
  },
  create: async (data) => {
    try {
      return await prisma.review.create({ data });
    } catch (error) {
      if (isUniqueViolation(error, 'product_id', 'author_id')) return null;
      throw error;
    }
  },
});

/** The first condition alone bounds the walk through the index; the second takes away what comes before. */
const behind = ([createdAt, id]: NonNullable<After>): Prisma.ReviewWhereInput => ({
  createdAt: { lte: createdAt },
  OR: [{ createdAt: { lt: createdAt } }, { id: { lt: id } }],
});

/**
 * Every wanted page by one walk of its own through the index on (parent, created_at, id): the work is that of the
 * pages, however many reviews a product has.
 */
async function findPages(
  prisma: PrismaClient,
  parentColumn: Prisma.Sql,
  pages: readonly ReviewsOf[],
): Promise<FoundReview[]> {
  const rows = await prisma.$queryRaw<(Review & { nth: number })[]>`
    SELECT wanted.nth::int, found.*
    FROM unnest(
      ${pages.map(({ parentId }) => parentId)}::text[],
      ${pages.map(({ take }) => take)}::int[],
      ${pages.map(({ after }) => after?.[0].toISOString() ?? 'infinity')}::timestamptz[],
      ${pages.map(({ after }) => after?.[1] ?? '')}::text[]
    ) WITH ORDINALITY AS wanted (parent_id, take, after_created_at, after_id, nth)
    CROSS JOIN LATERAL (
      SELECT id, product_id AS "productId", author_id AS "authorId", author_handle AS "authorHandle", rating, title,
        body, created_at AS "createdAt"
      FROM reviews
      WHERE ${parentColumn} = wanted.parent_id AND (created_at, id) < (wanted.after_created_at, wanted.after_id)
      ORDER BY created_at DESC, id DESC
      LIMIT wanted.take
    ) AS found
    ORDER BY wanted.nth, found."createdAt" DESC, found.id DESC`;
  return rows.flatMap(({ nth, ...review }) => {
    const page = pages[nth - 1];
    return page ? [{ page, review }] : [];
  });
}
