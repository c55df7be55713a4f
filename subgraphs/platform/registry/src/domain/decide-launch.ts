import type { CompositionHint, CompositionProblem } from '@kontor/federation';
import { ERROR_CODES } from '@kontor/protocol';
import {
  describeComposeFailure,
  type ComposedSupergraph,
  type ComposeOutcome,
} from '@kontor/composer/outcome';

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
      if (isUnstorable(outcome.supergraph)) return refusedWith([UNSTORABLE]);
      return { status: 'PENDING', supergraph: outcome.supergraph, hints: outcome.hints, problems: [] };
    case 'refused':
      return refusedWith(outcome.problems);
    case 'failed':
      return {
        status: 'FAILED',
        supergraph: null,
        hints: [],
        problems: [describeComposeFailure(outcome.failure)],
      };
  }
}

const refusedWith = (problems: readonly CompositionProblem[]): LaunchDecision => ({
  status: 'REFUSED',
  supergraph: null,
  hints: [],
  problems,
});

/** A schema may write NUL as an escape (`\u0000`); printed into the supergraph it becomes the character itself. */
const isUnstorable = ({ sdl, apiSdl }: ComposedSupergraph): boolean =>
  sdl.includes('\0') || apiSdl.includes('\0');

const UNSTORABLE: CompositionProblem = {
  code: 'INVALID_GRAPHQL',
  message: 'A description or default value contains the character U+0000.',
  fix: ERROR_CODES.INVALID_GRAPHQL.fix,
  locations: [],
};
