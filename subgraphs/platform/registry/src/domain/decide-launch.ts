import type { CompositionHint, CompositionProblem } from '@kontor/federation';
import { describeComposeFailure, type ComposedSupergraph, type ComposeOutcome } from './compose-outcome.js';

/** What a composition means for the change that asked for it: the first status of its launch, with what it carries. */
export type LaunchDecision =
  | {
      readonly status: 'PENDING';
      readonly supergraph: ComposedSupergraph;
      readonly hints: readonly CompositionHint[];
      readonly problems: readonly [];
    }
  | {
      readonly status: 'REFUSED' | 'FAILED';
      readonly supergraph: null;
      readonly hints: readonly [];
      readonly problems: readonly CompositionProblem[];
    };

export function decideLaunch(outcome: ComposeOutcome): LaunchDecision {
  switch (outcome.kind) {
    case 'composed':
      return { status: 'PENDING', supergraph: outcome.supergraph, hints: outcome.hints, problems: [] };
    case 'refused':
      return { status: 'REFUSED', supergraph: null, hints: [], problems: outcome.problems };
    case 'failed':
      return {
        status: 'FAILED',
        supergraph: null,
        hints: [],
        problems: [describeComposeFailure(outcome.failure)],
      };
  }
}
