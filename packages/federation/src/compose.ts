import { artifactHash } from '@kontor/protocol';
import { composeWithApollo } from './composer/compose-adapter.js';
import type { Composer, ComposerLimits, ComposerOutcome } from './composer/composer.js';
import { describeFailure, describeHint, describeProblem } from './composer/describe-remark.js';
import { PROBLEMS_MAX, VALIDATION_PATHS_MAX } from './limits.js';
import type { CompositionHint, CompositionProblem } from './problem.js';
import { groupByCause } from './satisfiability/group-by-cause.js';
import { admitSubgraphs } from './subgraph/admit-subgraphs.js';
import type { Subgraph, SubgraphInput } from './subgraph/subgraph.js';
import { apiSdlOf } from './supergraph/api-schema.js';

export type Composition =
  | {
      readonly kind: 'composed';
      readonly supergraphSdl: string;
      /** The schema that clients see. */
      readonly apiSdl: string;
      /** `artifactHash` of `supergraphSdl`: equal subgraphs give an equal hash, in whatever order they come. */
      readonly hash: string;
      readonly hints: readonly CompositionHint[];
    }
  | { readonly kind: 'refused'; readonly problems: readonly CompositionProblem[] };

/** Swapping the composer is changing this line. */
const composer: Composer = composeWithApollo;

const DEFAULT_LIMITS: ComposerLimits = { validationPathsMax: VALIDATION_PATHS_MAX };

/**
 * Composes subgraphs into a supergraph that this version of the gateway serves in full, or says why not.
 *
 * Pure and synchronous. Never throws on what a subgraph's author can write; bad input comes back as coded problems.
 * Time and memory are the caller's to bound (a worker thread): a hostile schema within the limits can be slow.
 */
export function compose(inputs: readonly SubgraphInput[], limits: Partial<ComposerLimits> = {}): Composition {
  const admission = admitSubgraphs(inputs);
  if (admission.kind === 'refused') return refuse(admission.problems);
  return conclude(composer(admission.subgraphs, { ...DEFAULT_LIMITS, ...limits }), admission.subgraphs);
}

function conclude(outcome: ComposerOutcome, subgraphs: readonly Subgraph[]): Composition {
  switch (outcome.kind) {
    case 'failed':
      return refuse([describeFailure(outcome.message)]);
    case 'refused':
      return refuse(groupByCause(outcome.errors).map((error) => describeProblem(error, subgraphs)));
    case 'composed':
      return {
        kind: 'composed',
        supergraphSdl: outcome.supergraphSdl,
        apiSdl: apiSdlOf(outcome.supergraphSdl),
        hash: artifactHash(outcome.supergraphSdl),
        hints: outcome.hints.map((hint) => describeHint(hint, subgraphs)),
      };
  }
}

const refuse = (problems: readonly CompositionProblem[]): Composition => ({
  kind: 'refused',
  problems: problems.slice(0, PROBLEMS_MAX),
});

export type { CompositionHint, CompositionProblem, SchemaLocation } from './problem.js';
export type { SubgraphInput } from './subgraph/subgraph.js';
