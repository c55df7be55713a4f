import type { Answer, GraphQLClient } from '@kontor/subgraph';

export interface ProductsClient {
  exists(productId: string): Promise<Answer<boolean>>;
}

export const createProductsClient = (graphql: GraphQLClient): ProductsClient => ({
  exists: async (productId) => {
    const answer = await graphql.ask<{ product: { id: string } | null }>(
      'query ProductForReview($id: ID!) { product(id: $id) { id } }',
      { id: productId },
    );
    return answer.kind === 'answered' ? { kind: 'answered', data: answer.data.product !== null } : answer;
  },
});
