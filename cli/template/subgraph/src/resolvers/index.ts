import type { Resolvers } from '../generated/resolver-types.js';
import { mutation } from './mutation.js';
import { query } from './query.js';
import { sprocket } from './{{item}}.js';

export const resolvers: Resolvers = { Query: query, Mutation: mutation, Sprocket: sprocket };
