import { listUsers } from '../actions/list-users.js';
import type { QueryResolvers } from '../generated/resolver-types.js';

export const Query: QueryResolvers = {
  user: (_, { id }, { loaders }) => loaders.userById.load(id),
  userByHandle: (_, { handle }, { loaders }) => loaders.userByHandle.load(handle.toLowerCase()),
  users: (_, args, context) => listUsers(context, args),
};
