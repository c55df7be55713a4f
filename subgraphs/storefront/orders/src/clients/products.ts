import type { Quote } from '../domain/order-rules.js';
import type { Answer, GraphQLClient } from '@kontor/subgraph';

export interface ProductsClient {
  /** What these products cost now; those that do not exist are left out. */
  quote(productIds: readonly string[]): Promise<Answer<Quote[]>>;
}

interface QuotedProduct {
  id: string;
  sku: string;
  price: { amountMinor: number; currency: string };
}

/** Asks for many at once in the way a gateway does: by reference. */
const QUOTES = `query QuotesForOrder($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on Product { id sku price { amountMinor currency } } }
}`;

export const createProductsClient = (graphql: GraphQLClient): ProductsClient => ({
  quote: async (productIds) => {
    const representations = productIds.map((id) => ({ __typename: 'Product', id }));
    const answer = await graphql.ask<{ _entities: (QuotedProduct | null)[] }>(QUOTES, { representations });
    if (answer.kind !== 'answered') return answer;
    const found = answer.data._entities.filter((product) => product !== null);
    return {
      kind: 'answered',
      data: found.map(({ id, sku, price }) => ({
        productId: id,
        sku,
        unitPriceMinor: price.amountMinor,
        currency: price.currency,
      })),
    };
  },
});
