import type { SprocketResolvers } from '../generated/resolver-types.js';

export const sprocket: SprocketResolvers = {
  // How other subgraphs' references become rows: all of a request in one statement.
  __resolveReference: ({ id }, { sprocketById }) => sprocketById.load(id),
  createdAt: ({ createdAt }) => createdAt.toISOString(),
};
