import type { CompositionHint, CompositionProblem } from '@kontor/federation';
import { ERROR_CODES, type ErrorCode } from '@kontor/protocol';

export interface ComposeSubgraph {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
}

/** A supergraph that came out of composition. */
export interface ComposedSupergraph {
  readonly hash: string;
  readonly sdl: string;
  readonly apiSdl: string;
}

/** What asking the composer led to: an answer about the schemas, or none because the composer itself gave up. */
export type ComposeOutcome =
  | {
      readonly kind: 'composed';
      readonly supergraph: ComposedSupergraph;
      readonly hints: readonly CompositionHint[];
    }
  | { readonly kind: 'refused'; readonly problems: readonly CompositionProblem[] }
  | { readonly kind: 'failed'; readonly failure: ComposeFailure };

export type ComposeFailure =
  | { readonly why: 'timed-out'; readonly limitMs: number }
  | { readonly why: 'out-of-memory'; readonly limitMb: number }
  | { readonly why: 'crashed' };

/** A failure as the reason that a launch carries. Nothing of the crash itself: that is for the log. */
export function describeComposeFailure(failure: ComposeFailure): CompositionProblem {
  switch (failure.why) {
    case 'timed-out':
      return problem('COMPOSITION_TIMED_OUT', `Composition was stopped after ${failure.limitMs} ms.`);
    case 'out-of-memory':
      return problem(
        'COMPOSITION_OUT_OF_MEMORY',
        `Composition was stopped at ${failure.limitMb} MB of memory.`,
      );
    case 'crashed':
      return problem('COMPOSITION_CRASHED', 'The composer broke down while it worked on this schema.');
  }
}

const problem = (code: ErrorCode, message: string): CompositionProblem => ({
  code,
  message,
  fix: ERROR_CODES[code].fix,
  locations: [],
});
