// What resolvers receive as parents, by GraphQL type: named in codegen.mappers.json.
import type { Connection } from '@kontor/subgraph';
import type { RatingSummary } from '../domain/rating-summary.js';
import type { Review } from '../domain/review.js';

/** The rest is for products to say. */
export interface ProductParent {
  id: string;
}
export type RatingSummaryParent = RatingSummary;
export type ReviewParent = Review;
export type ReviewConnectionParent = Connection<Review>;
/** The handle is there on the way from a review, which provides it; the rest is for accounts to say. */
export interface UserParent {
  id: string;
  handle?: string;
}
