import { printSchema } from 'graphql';
import { composeWithApollo } from './composer/compose-adapter.js';
import type { Composer, ComposerLimits, ComposerOutcome } from './composer/composer.js';
import { linkUrlProblems } from './composer/link-urls.js';
import { describeFailure, describeHint, describeProblem } from './composer/describe-remark.js';
import { LOCATIONS_PER_PROBLEM_MAX, PROBLEMS_MAX, VALIDATION_PATHS_MAX } from './limits.js';
import { placesOf } from './locate/place.js';
import type { CompositionHint, CompositionProblem } from './problem.js';
import { groupByCause } from './satisfiability/group-by-cause.js';
import { admitSubgraphs } from './subgraph/admit-subgraphs.js';
import type { Subgraph, SubgraphInput } from './subgraph/subgraph.js';
import { readSupergraph } from './supergraph/read-supergraph.js';
import { findUnservedIn } from './unserved/find-unserved.js';

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

const DEFAULT_LIMITS: ComposerLimits = { validationPathsMax: VALIDATION_PATHS_MAX };

export type Compose = (inputs: readonly SubgraphInput[], limits?: Partial<ComposerLimits>) => Composition;

/**
 * Composes subgraphs into a supergraph that this version of the gateway serves in full, or says why not.
 *
 * Pure and synchronous. Never throws on what a subgraph's author can write; bad input comes back as coded problems.
 * Time and memory are the caller's to bound (a worker thread): a hostile schema within the limits can be slow.
 */
export const compose: Compose = composeWith(composeWithApollo);

/** The same with another composer. Swapping the one in use is changing the line above. */
export function composeWith(composer: Composer): Compose {
  return (inputs, limits = {}) => {
    const admission = admitSubgraphs(inputs);
    if (admission.kind === 'refused') return refuse(admission.problems);
    const { subgraphs } = admission;
    const unserved = findUnservedIn(subgraphs.map((schema) => ({ subgraph: schema.name, schema })));
    const outcome = composer(subgraphs, { ...DEFAULT_LIMITS, ...limits });
    return conclude(composer, outcome, subgraphs, unserved);
  };
}

function conclude(
  composer: Composer,
  outcome: ComposerOutcome,
  subgraphs: readonly Subgraph[],
  unserved: readonly CompositionProblem[],
): Composition {
  switch (outcome.kind) {
    case 'failed':
      return refuse([...unserved, ...explainFailure(composer, outcome.message, subgraphs)]);
    case 'refused':
      return refuse([
        ...unserved,
        ...groupByCause(outcome.errors).map((error) => describeProblem(error, subgraphs)),
      ]);
    case 'composed':
      return unserved.length > 0 ? refuse(unserved) : accept(outcome, subgraphs);
  }
}

/** The composer broke without saying where. Known causes first; else those subgraphs that break it by themselves. */
function explainFailure(
  composer: Composer,
  message: string,
  subgraphs: readonly Subgraph[],
): readonly CompositionProblem[] {
  const known = subgraphs.flatMap(linkUrlProblems);
  if (known.length > 0) return known;
  const breakAlone = subgraphs.filter((subgraph) => composer([subgraph], DEFAULT_LIMITS).kind === 'failed');
  return [describeFailure(message, breakAlone)];
}

/** The supergraph is read as the gateway will read it: what slipped past the rules on subgraphs stops here. */
function accept(
  { supergraphSdl, hints }: Extract<ComposerOutcome, { kind: 'composed' }>,
  subgraphs: readonly Subgraph[],
): Composition {
  const reading = readSupergraph(supergraphSdl);
  if (reading.kind === 'refused')
    return refuse(reading.problems.map((problem) => inSubgraphs(problem, subgraphs)));
  return {
    kind: 'composed',
    supergraphSdl,
    apiSdl: `${printSchema(reading.apiSchema)}\n`,
    hash: reading.hash,
    hints: hints.map((hint) => describeHint(hint, subgraphs)),
  };
}

/** Lines of a supergraph that nobody will see are no help: point at what they came from. */
const inSubgraphs = (problem: CompositionProblem, subgraphs: readonly Subgraph[]): CompositionProblem => ({
  ...problem,
  locations: problem.locations
    .flatMap(({ coordinate }) => subgraphs.flatMap((subgraph) => placesOf(subgraph, coordinate ?? '')))
    .slice(0, LOCATIONS_PER_PROBLEM_MAX),
});

const refuse = (problems: readonly CompositionProblem[]): Composition => ({
  kind: 'refused',
  problems: problems.slice(0, PROBLEMS_MAX),
});

export type { CompositionHint, CompositionProblem } from './problem.js';
export type { SubgraphInput } from './subgraph/subgraph.js';
