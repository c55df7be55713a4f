import { inOrder, type PlannedFetch } from './fetch-graph.js';
import { askEqualsOnce } from './rules/ask-equals-once.js';
import { delayLeaves } from './rules/delay-leaves.js';
import { joinByAlias } from './rules/join-by-alias.js';
import { orderByNeeds } from './rules/order-by-needs.js';
import { sinkIntoLater } from './rules/sink-into-later.js';

/** Fewer requests for the same answer, in no more waves. In this order: each finds what those before it have made. */
const RULES: readonly ((fetches: readonly PlannedFetch[]) => readonly PlannedFetch[])[] = [
  orderByNeeds,
  sinkIntoLater,
  delayLeaves,
  askEqualsOnce,
  joinByAlias,
];

/**
 * The rules compare fetches with each other, and again after each that they join: the work grows with the cube of their
 * number. This many take a tenth of a second, in one turn; more go out as they were planned.
 */
const REWRITTEN_FETCHES_MAX = 150;

export const rewriteFetches = (fetches: readonly PlannedFetch[]): readonly PlannedFetch[] =>
  inOrder(
    fetches.length > REWRITTEN_FETCHES_MAX
      ? fetches
      : RULES.reduce((rewritten, rule) => rule(rewritten), fetches),
  );
