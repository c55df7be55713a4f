import { paginate, type Connection, type Loader, type PageArguments } from '@kontor/subgraph';
import type { Review } from '../domain/review.js';
import type { FoundReview, ReviewsOf } from '../store/review-store.js';

/** The reviews of one parent, loaded together with those of all other parents of the same request. */
export const reviewsOf = (
  parentId: string,
  page: PageArguments,
  reviews: Loader<ReviewsOf, readonly FoundReview[]>,
  count: () => Promise<number>,
): Promise<Connection<Review>> =>
  paginate(page, {
    cursor: { shape: ['date', 'string'], of: ({ createdAt, id }) => [createdAt, id] },
    load: async ({ take, after }) =>
      (await reviews.load({ parentId, take, after })).map(({ review }) => review),
    count,
  });
