import type { Answer, GraphQLClient } from '@kontor/subgraph';

export interface AccountsClient {
  /** The user's handle; null when there is no such user. */
  findHandle(userId: string): Promise<Answer<string | null>>;
}

export const createAccountsClient = (graphql: GraphQLClient): AccountsClient => ({
  findHandle: async (userId) => {
    const answer = await graphql.ask<{ user: { handle: string } | null }>(
      'query HandleForReview($id: ID!) { user(id: $id) { handle } }',
      { id: userId },
    );
    return answer.kind === 'answered' ? { kind: 'answered', data: answer.data.user?.handle ?? null } : answer;
  },
});
