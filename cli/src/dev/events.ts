import type { ChangedCoordinates } from '@kontor/federation';
import type { Reason } from '../failure.js';
import type { CompositionHint, CompositionProblem } from '../platform-client/problems.js';
import type { TakenSubgraph, Trouble } from './decide.js';

/** What `kontor dev` tells, as it happens: one line each with `--format json`, words and colours for people. */
export type DevEvent =
  | {
      readonly kind: 'started';
      readonly graphqlUrl: string;
      readonly graphiqlUrl: string;
      /** The deployed graph that is overridden; null when everything is named here. */
      readonly graph: string | null;
      /** What is named here. */
      readonly subgraphs: readonly string[];
      /** Files that are watched, as they were named. */
      readonly watched: readonly string[];
    }
  | {
      readonly kind: 'composed';
      readonly hash: string;
      readonly subgraphs: readonly TakenSubgraph[];
      readonly hints: readonly CompositionHint[];
      /** What clients see of it; null for the first. */
      readonly changes: ChangedCoordinates | null;
      /** Sources whose news led to it. */
      readonly because: readonly string[];
      /** From the news to the first request that is served by it. */
      readonly tookMs: number;
    }
  | {
      readonly kind: 'refused';
      readonly problems: readonly CompositionProblem[];
      readonly subgraphs: readonly TakenSubgraph[];
      readonly because: readonly string[];
      /** What is served meanwhile; null when nothing has composed yet. */
      readonly serving: { readonly hash: string; readonly since: Date } | null;
    }
  /** What was refused composes again, and is what is served already. */
  | { readonly kind: 'mended'; readonly because: readonly string[] }
  | { readonly kind: 'trouble'; readonly trouble: Trouble }
  | { readonly kind: 'peer-back'; readonly source: string }
  | {
      readonly kind: 'process-down';
      readonly subgraph: string;
      readonly url: string;
      /** What starts it, where a file says so. */
      readonly start: string | null;
    }
  | { readonly kind: 'process-up'; readonly subgraph: string; readonly url: string }
  /** The file that names the subgraphs changed. */
  | { readonly kind: 'file-read'; readonly file: string; readonly subgraphs: readonly string[] }
  | { readonly kind: 'file-refused'; readonly file: string; readonly reason: Reason };
