import { createListLoader, createLoader, type Loader } from '@kontor/subgraph';
import type { AccountsClient } from './clients/accounts.js';
import type { ProductsClient } from './clients/products.js';
import type { RatingCount } from './domain/rating-summary.js';
import type { Review } from './domain/review.js';
import type { FoundReview, ReviewKey, ReviewsOf, ReviewStore } from './store/review-store.js';

export interface Clients {
  readonly accounts: AccountsClient;
  readonly products: ProductsClient;
}

/** What a resolver works with: one per request, so that nothing loaded outlives it. */
export interface Context {
  readonly reviews: ReviewStore;
  readonly clients: Clients;
  readonly loaders: Loaders;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** Each turns the keys of one tick into one statement. */
export interface Loaders {
  readonly reviewById: Loader<string, Review | null>;
  readonly reviewByKey: Loader<ReviewKey, Review | null>;
  readonly reviewsOfProduct: Loader<ReviewsOf, readonly FoundReview[]>;
  readonly reviewsOfAuthor: Loader<ReviewsOf, readonly FoundReview[]>;
  readonly ratingsOfProduct: Loader<string, readonly RatingCount[]>;
  readonly reviewCountByAuthor: Loader<string, { count: number } | null>;
}

export function createContext(reviews: ReviewStore, clients: Clients): Context {
  const pageOf = (found: FoundReview): ReviewsOf => found.page;
  const samePage = { cacheKeyOf: (page: ReviewsOf) => JSON.stringify(page) };
  return {
    reviews,
    clients,
    loaders: {
      reviewById: createLoader(reviews.byIds, (review) => review.id),
      reviewByKey: createLoader<ReviewKey, Review>(reviews.byKeys, (review) => review, {
        cacheKeyOf: ({ productId, authorId }) => JSON.stringify([productId, authorId]),
      }),
      reviewsOfProduct: createListLoader(reviews.ofProducts, pageOf, samePage),
      reviewsOfAuthor: createListLoader(reviews.ofAuthors, pageOf, samePage),
      ratingsOfProduct: createListLoader(reviews.ratingsOfProducts, (rating) => rating.productId),
      reviewCountByAuthor: createLoader(reviews.countByAuthor, (count) => count.authorId),
    },
    now: () => new Date(),
    newId: () => `rev_${crypto.randomUUID().replaceAll('-', '')}`,
  };
}
