import type { Resolvers } from '../generated/resolver-types.js';
import { AuditEntry } from './audit-entry.js';
import { Graph } from './graph.js';
import { Launch } from './launch.js';
import { Mutation } from './mutation.js';
import { Organisation } from './organisation.js';
import { Query } from './query.js';
import { Subgraph } from './subgraph.js';
import { SubgraphVersion } from './subgraph-version.js';
import { Supergraph } from './supergraph.js';
import { Variant } from './variant.js';

export const resolvers: Resolvers = {
  Query,
  Mutation,
  Organisation,
  Graph,
  Variant,
  Subgraph,
  SubgraphVersion,
  Launch,
  Supergraph,
  AuditEntry,
};
