import type { Resolvers } from '../generated/resolver-types.js';
import { Mutation } from './mutation.js';
import { Order } from './order.js';
import { OrderLine } from './order-line.js';
import { Product } from './product.js';
import { Query } from './query.js';
import { User } from './user.js';

export const resolvers: Resolvers = { Query, Mutation, Order, OrderLine, Product, User };
