export interface Review {
  id: string;
  productId: string;
  authorId: string;
  /** A copy from accounts, where it never changes. */
  authorHandle: string;
  /** 1 to 5. */
  rating: number;
  title: string;
  body: string;
  createdAt: Date;
}

export const RATING_MIN = 1;
export const RATING_MAX = 5;
export const TITLE_LENGTH_MAX = 120;
export const BODY_LENGTH_MAX = 5_000;

export interface ReviewText {
  rating: number;
  title: string;
  body: string;
}

/** As it is stored: without blanks around. */
export const normalizeReview = ({ rating, title, body }: ReviewText): ReviewText => ({
  rating,
  title: title.trim(),
  body: body.trim(),
});

/** What is wrong with a normalized review, in words for its author; undefined when nothing is. */
export function findReviewProblem({ rating, title, body }: ReviewText): string | undefined {
  if (rating < RATING_MIN || rating > RATING_MAX)
    return `rating must be between ${RATING_MIN} and ${RATING_MAX}.`;
  if (title.length === 0 || title.length > TITLE_LENGTH_MAX || /[\r\n]/.test(title))
    return `title must be one line of 1 to ${TITLE_LENGTH_MAX} characters.`;
  if (body.length === 0 || body.length > BODY_LENGTH_MAX)
    return `body must have 1 to ${BODY_LENGTH_MAX} characters.`;
  return undefined;
}
