import type { Composer } from '@kontor/composer';
import { describeComposeFailure, type ComposedSupergraph } from '@kontor/composer/outcome';
import { ERROR_CODES } from '@kontor/protocol';
import type { CompositionHint, CompositionProblem } from '../platform-client/problems.js';
import { choose, type Choice, type Distrust, suspect } from './decide.js';
import type { SourceFacts } from './facts.js';

export type Round =
  | {
      readonly kind: 'composed';
      readonly choice: Choice;
      readonly supergraph: ComposedSupergraph;
      readonly hints: readonly CompositionHint[];
    }
  | { readonly kind: 'refused'; readonly choice: Choice; readonly problems: readonly CompositionProblem[] };

/**
 * The newest of everybody; where that does not compose, without the news of those peers that may spoil it. If that does
 * not help, it was not they: the refusal is that of the newest. Ends, since each attempt distrusts one more.
 */
export async function composeRound(
  sources: readonly SourceFacts[],
  compose: Composer['compose'],
): Promise<Round> {
  let first: Extract<Round, { kind: 'refused' }> | undefined;
  let distrust: Distrust | undefined = new Map();
  while (distrust !== undefined) {
    const choice = choose(sources, distrust);
    const round = await attempt(choice, compose);
    if (round.kind === 'composed') return round;
    first ??= round;
    distrust = choice.problems.length > 0 ? undefined : suspect(sources, choice, round.problems, distrust);
  }
  if (first === undefined) throw new Error('a round without an attempt');
  return first;
}

async function attempt(choice: Choice, compose: Composer['compose']): Promise<Round> {
  const { taken, problems } = choice;
  if (problems.length > 0) return refused(choice, problems);
  const outcome = await compose(taken.map(({ name, url, schema }) => ({ name, url, sdl: schema.sdl })));
  switch (outcome.kind) {
    case 'composed':
      return { kind: 'composed', choice, supergraph: outcome.supergraph, hints: outcome.hints };
    case 'refused':
      return refused(choice, outcome.problems);
    case 'failed':
      return refused(choice, [describeComposeFailure(outcome.failure)]);
    case 'rejected':
      return refused(choice, [
        {
          code: outcome.code,
          message: outcome.message,
          fix: ERROR_CODES[outcome.code].fix,
          locations: [],
        },
      ]);
  }
}

const refused = (choice: Choice, problems: readonly CompositionProblem[]): Round => ({
  kind: 'refused',
  choice,
  problems,
});
