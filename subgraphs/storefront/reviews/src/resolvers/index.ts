import type { Resolvers } from '../generated/resolver-types.js';
import { Mutation } from './mutation.js';
import { Product } from './product.js';
import { Query } from './query.js';
import { Review } from './review.js';
import { User } from './user.js';

export const resolvers: Resolvers = { Query, Mutation, Review, Product, User };
