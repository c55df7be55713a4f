import { RATING_MAX, RATING_MIN } from './review.js';

export interface RatingCount {
  rating: number;
  count: number;
}

export interface RatingSummary {
  /** Rounded to one decimal; null when there are no reviews. */
  average: number | null;
  count: number;
  /** One entry for each rating, 5 first. */
  histogram: RatingCount[];
}

/** `counts` has each rating at most once; ratings that nobody gave may be missing. */
export function summarizeRatings(counts: readonly RatingCount[]): RatingSummary {
  const histogram: RatingCount[] = [];
  for (let rating = RATING_MAX; rating >= RATING_MIN; rating--)
    histogram.push({ rating, count: counts.find((one) => one.rating === rating)?.count ?? 0 });
  const count = histogram.reduce((sum, one) => sum + one.count, 0);
  const points = histogram.reduce((sum, one) => sum + one.rating * one.count, 0);
  return { average: count === 0 ? null : Math.round((points / count) * 10) / 10, count, histogram };
}
