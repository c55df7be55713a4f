import type { SearchResultResolvers } from '../generated/resolver-types.js';

export const SearchResult: SearchResultResolvers = {
  __resolveType: ({ __typename }) => __typename,
};
