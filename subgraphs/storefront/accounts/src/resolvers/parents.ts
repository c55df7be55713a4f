// What resolvers receive as parents, by GraphQL type: named in codegen.mappers.json.
import type { Connection } from '@kontor/subgraph';
import type { User } from '../domain/user.js';

export type UserParent = User;
export type UserConnectionParent = Connection<User>;
