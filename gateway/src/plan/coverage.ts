import { Kind, type OperationDefinitionNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import { entitySelections } from './fetch-graph.js';
import { readFetch } from './fetches.js';
import type { PlanNode, QueryPlan } from './query-plan.js';

/** Response names that some fetch brings, below each other. */
interface Brought {
  readonly [name: string]: Brought;
}

/**
 * A field that no fetch of the plan brings, as a path of response names; undefined when all are brought. The planner
 * returns such plans without a word where no subgraph can resolve what is asked. Fields below fragments are not looked
 * at: they may be left out for good reason, because no subgraph on the way has objects of that type.
 */
export function findUnplanned(
  plan: QueryPlan,
  operation: OperationDefinitionNode,
): readonly string[] | undefined {
  const brought: Brought = {};
  if (plan.node) collect(plan.node, [], brought);
  const findIn = (
    set: SelectionSetNode,
    known: Brought,
    path: readonly string[],
  ): readonly string[] | undefined => {
    for (const selection of set.selections) {
      if (isConditional(selection) || selection.kind !== Kind.FIELD) continue;
      if (selection.name.value.startsWith('__')) continue;
      const name = (selection.alias ?? selection.name).value;
      const here = [...path, name];
      const below = Object.hasOwn(known, name) ? known[name] : undefined;
      if (!below) return here;
      const deeper = selection.selectionSet && findIn(selection.selectionSet, below, here);
      if (deeper) return deeper;
    }
    return undefined;
  };
  return findIn(operation.selectionSet, brought, []);
}

const isConditional = ({ directives = [] }: SelectionNode): boolean => directives.length > 0;

function collect(node: PlanNode, path: readonly string[], into: Brought): void {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      for (const inner of node.nodes) collect(inner, path, into);
      return;
    case 'Flatten':
      return collect(node.node, [...path, ...node.path.filter((step) => step !== '@')], into);
    case 'Condition':
      if (node.ifClause) collect(node.ifClause, path, into);
      if (node.elseClause) collect(node.elseClause, path, into);
      return;
    case 'Defer':
      for (const inner of [node.primary.node, ...node.deferred.map((deferred) => deferred.node)])
        if (inner) collect(inner, path, into);
      return;
    case 'Fetch': {
      const here = path.reduce((brought, name) => child(brought, name), into);
      const operation = readFetch(node);
      add(node.requires ? entitySelections(operation) : operation.selectionSet, here);
      for (const rewrite of node.outputRewrites ?? []) {
        if (rewrite.kind !== 'KeyRenamer') continue;
        const parents = rewrite.path.slice(0, -1).filter((step) => !step.startsWith('... on '));
        const parent = parents.reduce((brought, name) => child(brought, name), here);
        const from = rewrite.path.at(-1) ?? '';
        // Both names: what one type's field was renamed for may be the other's own.
        Object.assign(child(parent, rewrite.renameKeyTo), child(parent, from));
      }
    }
  }
}

function add(set: SelectionSetNode, into: Brought): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
    if (selection.kind === Kind.INLINE_FRAGMENT) add(selection.selectionSet, into);
    else {
      const below = child(into, (selection.alias ?? selection.name).value);
      if (selection.selectionSet) add(selection.selectionSet, below);
    }
  }
}

function child(brought: Brought, name: string): Brought {
  if (!Object.hasOwn(brought, name))
    Object.defineProperty(brought, name, { value: {}, enumerable: true, configurable: true, writable: true });
  return brought[name] as Brought;
}
