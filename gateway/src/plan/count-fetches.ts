import type { PlanNode, QueryPlan } from './query-plan.js';

/**
 * Fetches that a plan may have, before any are joined. One document of a few kilobytes can ask for thousands: each costs
 * the subgraphs a request, and this process the work of compiling it, in one turn. The largest operations of published
 * federated graphs have about 150.
 */
export const PLANNED_FETCHES_MAX = 500;

export const countFetches = ({ node }: QueryPlan): number => (node ? countIn(node) : 0);

function countIn(node: PlanNode): number {
  switch (node.kind) {
    case 'Fetch':
      return 1;
    case 'Flatten':
      return countIn(node.node);
    case 'Sequence':
    case 'Parallel':
      return sum(node.nodes);
    case 'Condition':
      return sum([node.ifClause, node.elseClause]);
    case 'Defer':
      return sum([node.primary.node, ...node.deferred.map((deferred) => deferred.node)]);
  }
}

const sum = (nodes: readonly (PlanNode | undefined)[]): number =>
  nodes.reduce((count, node) => count + (node ? countIn(node) : 0), 0);
