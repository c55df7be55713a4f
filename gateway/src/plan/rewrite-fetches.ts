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

export const rewriteFetches = (fetches: readonly PlannedFetch[]): readonly PlannedFetch[] =>
  inOrder(RULES.reduce((rewritten, rule) => rule(rewritten), fetches));
