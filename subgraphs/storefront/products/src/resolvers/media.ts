import type { MediaResolvers } from '../generated/resolver-types.js';

export const Media: MediaResolvers = {
  __resolveType: ({ kind }) => (kind === 'IMAGE' ? 'Image' : 'Video'),
};
