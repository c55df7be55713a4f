import { listSprockets } from '../actions/list-{{items}}.js';
import type { QueryResolvers } from '../generated/resolver-types.js';

export const query: QueryResolvers = {
  sprocket: (_, { id }, { sprocketById }) => sprocketById.load(id),
  sprockets: (_, page, context) => listSprockets(context, page),
};
