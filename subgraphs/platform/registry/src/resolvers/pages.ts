import type { Connection } from '@kontor/subgraph';
import type {
  GraphRecord,
  LaunchRecord,
  SubgraphRecord,
  SubgraphVersionRecord,
  VariantRecord,
} from '../store/records.js';

export type GraphPage = Connection<GraphRecord>;
export type VariantPage = Connection<VariantRecord>;
export type SubgraphPage = Connection<SubgraphRecord>;
export type SubgraphVersionPage = Connection<SubgraphVersionRecord>;
export type LaunchPage = Connection<LaunchRecord>;
