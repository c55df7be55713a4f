import type { Resolvers } from '../generated/resolver-types.js';
import { Actor } from './actor.js';
import { ApiKey } from './api-key.js';
import { AuditEntry } from './audit-entry.js';
import { Member } from './member.js';
import { Mutation } from './mutation.js';
import { Organisation } from './organisation.js';
import { Query } from './query.js';
import { WhoAmI } from './who-am-i.js';

export const resolvers: Resolvers = {
  Query,
  Mutation,
  Organisation,
  Actor,
  Member,
  ApiKey,
  AuditEntry,
  WhoAmI,
};
