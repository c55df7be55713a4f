import type { Answer, GraphQLClient } from '@kontor/subgraph';

export interface AccountsClient {
  exists(userId: string): Promise<Answer<boolean>>;
}

export const createAccountsClient = (graphql: GraphQLClient): AccountsClient => ({
  exists: async (userId) => {
    const answer = await graphql.ask<{ user: { id: string } | null }>(
      'query BuyerOfOrder($id: ID!) { user(id: $id) { id } }',
      { id: userId },
    );
    return answer.kind === 'answered' ? { kind: 'answered', data: answer.data.user !== null } : answer;
  },
});
