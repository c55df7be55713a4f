import { codedError, paginate, type Connection, type PageArguments } from '@kontor/subgraph';
import type { Context } from '../context.js';
import { RATING_MAX, RATING_MIN, type Review } from '../domain/review.js';

/** The latest reviews of anything. Throws INPUT_INVALID and CURSOR_INVALID. */
export async function listReviews(
  { reviews }: Context,
  { ratingMin: given, ...page }: PageArguments & { ratingMin?: number | null | undefined },
): Promise<Connection<Review>> {
  const ratingMin = given ?? RATING_MIN;
  if (ratingMin < RATING_MIN || ratingMin > RATING_MAX)
    throw codedError('INPUT_INVALID', `ratingMin must be between ${RATING_MIN} and ${RATING_MAX}.`);
  return paginate(page, {
    cursor: { shape: ['date', 'string'], of: ({ createdAt, id }) => [createdAt, id] },
    load: ({ take, after }) => reviews.list({ ratingMin, take, after }),
    count: () => reviews.count(ratingMin),
  });
}
