import { codedError, type Answer } from '@kontor/subgraph';
import type { Context } from '../context.js';
import { findReviewProblem, normalizeReview, type Review, type ReviewText } from '../domain/review.js';

export type AddReviewInput = ReviewText & { productId: string; authorId: string };

/**
 * Writes a review of a product that exists by a user that exists.
 * Throws INPUT_INVALID, PRODUCT_NOT_FOUND, USER_NOT_FOUND, REVIEW_EXISTS, UPSTREAM_UNAVAILABLE.
 */
export async function addReview(
  { reviews, clients, now, newId }: Context,
  { productId, authorId, ...given }: AddReviewInput,
): Promise<Review> {
  const text = normalizeReview(given);
  const problem = findReviewProblem(text);
  if (problem) throw codedError('INPUT_INVALID', problem);

  const [productExists, authorHandle] = await Promise.all([
    clients.products.exists(productId).then(dataOf),
    clients.accounts.findHandle(authorId).then(dataOf),
  ]);
  if (!productExists) throw codedError('PRODUCT_NOT_FOUND', `There is no product "${productId}".`);
  if (authorHandle === null) throw codedError('USER_NOT_FOUND', `There is no user "${authorId}".`);

  const review = await reviews.create({
    ...text,
    id: newId(),
    productId,
    authorId,
    authorHandle,
    createdAt: now(),
  });
  if (!review) throw codedError('REVIEW_EXISTS', 'This user has reviewed this product before.');
  return review;
}

function dataOf<T>(answer: Answer<T>): T {
  if (answer.kind === 'answered') return answer.data;
  throw codedError(
    'UPSTREAM_UNAVAILABLE',
    'Another part of the shop does not answer, so nothing was written. Try again in a moment.',
  );
}
