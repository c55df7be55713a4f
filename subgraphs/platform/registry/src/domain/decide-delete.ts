import { ERROR_CODES } from '@kontor/protocol';
import { findActive, withoutSubgraph, type ActiveSet, type ActiveSubgraph } from './active-subgraph.js';
import type { ComposeOutcome, ComposeSubgraph } from '@kontor/composer/outcome';
import { reject, type Rejection } from './rejection.js';

/**
 * What taking a subgraph out means in the light of what is active.
 *
 *   compose    ask whether the rest composes
 *   concluded  no need to ask: nothing would be left to serve
 *   rejected   the caller's mistake: there is no such subgraph
 */
export type DeleteProposal =
  | {
      readonly kind: 'compose';
      readonly active: ActiveSubgraph;
      readonly subgraphs: readonly ComposeSubgraph[];
    }
  | { readonly kind: 'concluded'; readonly active: ActiveSubgraph; readonly outcome: ComposeOutcome }
  | Rejection;

export function proposeDelete(set: ActiveSet, name: string): DeleteProposal {
  const active = findActive(set, name);
  if (!active) return reject('SUBGRAPH_NOT_FOUND', `This variant has no active subgraph named ${name}.`);
  const subgraphs = withoutSubgraph(set, name);
  if (subgraphs.length > 0) return { kind: 'compose', active, subgraphs };
  const problem = {
    code: 'SUPERGRAPH_EMPTY',
    message: `${name} is the only subgraph of this variant; without it there would be no schema to serve.`,
    fix: ERROR_CODES.SUPERGRAPH_EMPTY.fix,
    locations: [{ subgraph: name, line: null, column: null, coordinate: null, derived: true }],
  } as const;
  return { kind: 'concluded', active, outcome: { kind: 'refused', problems: [problem] } };
}
