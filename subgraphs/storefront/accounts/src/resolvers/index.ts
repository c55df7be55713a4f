import type { Resolvers } from '../generated/resolver-types.js';
import { Mutation } from './mutation.js';
import { Query } from './query.js';
import { User } from './user.js';

export const resolvers: Resolvers = { Query, Mutation, User };
