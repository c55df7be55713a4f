import { visit, type DocumentNode } from 'graphql';
import type { SupergraphParts } from '../../../gateway/src/engine/compiled/operation.js';
import type { SubgraphAnswer, SubgraphError } from '../../../gateway/src/engine/engine.js';
import type { Troubles } from '../../../gateway/src/execute/troubles.js';
import type { FetchNode } from '../../../gateway/src/plan/query-plan.js';
import type { Tree } from './plain-tree.js';

/** One operation on its way. */
export interface Walk {
  readonly parts: SupergraphParts;
  readonly tree: Tree;
  readonly troubles: Troubles;
  readonly variables: Readonly<Record<string, unknown>>;
  /** With defaults. */
  readonly coerced: Readonly<Record<string, unknown>>;
  send(node: FetchNode, query: string, more?: Readonly<Record<string, unknown>>): Promise<SubgraphAnswer>;
}

export const wrong = (message: string): SubgraphError => ({
  message,
  extensions: { code: 'SUBGRAPH_RESPONSE_INVALID' },
});

/** Are these variables used? Those that are not must not be declared. */
export function variablesIn(document: DocumentNode): ReadonlySet<string> {
  const used = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(name.value),
  });
  return used;
}
