import { getOperationAST, getVariableValues, print } from 'graphql';
import { readParts } from '../../../gateway/src/engine/compiled/compiled-engine.js';
import type { SupergraphParts } from '../../../gateway/src/engine/compiled/operation.js';
import type { FetchSubgraph } from '../../../gateway/src/engine/engine.js';
import { fragmentsOf } from '../../../gateway/src/execute/collect-fields.js';
import { completeTree } from '../../../gateway/src/execute/complete.js';
import { introspect, introspectionOf } from '../../../gateway/src/execute/introspect.js';
import { createTroubles } from '../../../gateway/src/execute/troubles.js';
import { toldErrors } from '../../../gateway/src/execute/told-errors.js';
import { requiredBy } from '../../../gateway/src/plan/brought.js';
import { fetchGraphOf } from '../../../gateway/src/plan/fetch-graph.js';
import { activeLabels } from '../../../gateway/src/plan/override-labels.js';
import { tooComplex } from '../../../gateway/src/plan/planner-refusals.js';
import { prepareOperation } from '../../../gateway/src/plan/prepare-operation.js';
import type { FetchNode, PlanNode, QueryPlan } from '../../../gateway/src/plan/query-plan.js';
import type { StartPlanning } from '../../../gateway/src/planning/planning.js';
import type { Operation } from '../operations/operation.js';
import type { World } from '../world/world.js';
import { fetchEntities, readOperation } from './plain-entities.js';
import { merge, rename, targetsAt } from './plain-tree.js';
import { wrong, type Walk } from './plain-walk.js';
import type { Answer, Circumstances, Witness } from './witness.js';

/**
 * The plan, walked as it is written: one fetch after the other, one entity at a time, nothing compiled, joined or
 * batched. Slow, and short enough to be seen right. It shares with the engine what comes before the plan (how an
 * operation is prepared) and what comes after the fetches: the completion of an irregular answer, and which errors are told.
 */
export async function plainInterpreter(world: World, startPlanning: StartPlanning): Promise<Witness> {
  const parts = await readParts(world.supergraphSdl, startPlanning(world.supergraphSdl));
  return {
    name: 'interpreter',
    inParts: false,
    answer: (operation, fetch, { isOverridden }) => answer(operation, fetch, isOverridden, parts),
  };
}

async function answer(
  { document, operationName, variables }: Operation,
  fetchSubgraph: FetchSubgraph,
  isOverridden: Circumstances['isOverridden'],
  parts: SupergraphParts,
): Promise<Answer> {
  const { apiSchema: schema, names } = parts;
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!root) throw new Error('no operation');
  const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (errors)
    return {
      data: undefined,
      errors: errors.map(({ message }) => ({ message, path: undefined, code: 'BAD_USER_INPUT' })),
    };
  const prepared = prepareOperation(document, schema, parts);
  if (!prepared) return tooMuch('too many combinations of conditions');
  const labels = parts.overrideLabels?.of(document) ?? [];
  const outcome = await parts.planning.plan(
    print(prepared),
    operationName,
    activeLabels(labels, Math.random, isOverridden),
  );
  const givenUp = outcome.kind === 'threw' && tooComplex(outcome);
  if (givenUp) return tooMuch(givenUp.message);
  if (outcome.kind !== 'planned') throw new Error(`not planned: ${JSON.stringify(outcome)}`);
  const walk: Walk = {
    parts,
    tree: {},
    troubles: createTroubles(names),
    variables,
    coerced,
    send: (node, query, more = {}) =>
      fetchSubgraph(
        {
          subgraph: node.serviceName,
          url: '',
          kind: node.operationKind === 'mutation' ? 'mutation' : 'query',
          query,
          operationName: undefined,
          variables: { ...pick(variables, node.variableUsages ?? []), ...more },
        },
        new AbortController().signal,
      ),
  };
  const { node } = JSON.parse(outcome.planJson) as QueryPlan;
  if (node) await follow(node, [], walk);
  const selected = { schema, fragments: fragmentsOf(document), conditions: coerced, names, defers: false };
  const introspection = introspectionOf(selected, document, operation);
  if (introspection) introspect(introspection, root, operation.selectionSet, variables, walk.tree);
  const { tree, troubles } = walk;
  const { selectionSet } = operation;
  const completed = completeTree(selected, root, selectionSet, tree, (path) => troubles.explains(path));
  const required = new Set(fetchGraphOf(node, parts).flatMap((fetch) => [...requiredBy(fetch)]));
  const told = toldErrors({ tree, troubles, required, names }, { selected, root, set: selectionSet });
  return {
    data: completed.data,
    errors: [...told, ...completed.errors].map(({ message, path, extensions }) => ({
      message,
      path,
      code: String(extensions['code']),
    })),
  };
}

const tooMuch = (message: string): Answer => ({
  data: undefined,
  errors: [{ message, path: undefined, code: 'OPERATION_TOO_COMPLEX' }],
});

async function follow(node: PlanNode, path: readonly string[], walk: Walk): Promise<void> {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      for (const inner of node.nodes) await follow(inner, path, walk);
      return;
    case 'Flatten':
      return follow(node.node, [...path, ...node.path], walk);
    case 'Condition': {
      const chosen = walk.coerced[node.condition] === true ? node.ifClause : node.elseClause;
      return chosen && follow(chosen, path, walk);
    }
    case 'Defer':
      if (node.primary.node) await follow(node.primary.node, path, walk);
      for (const { node: later } of node.deferred) if (later) await follow(later, path, walk);
      return;
    case 'Fetch':
      return node.requires ? fetchEntities(node, path, walk) : fetchRoot(node, path, walk);
  }
}

async function fetchRoot(node: FetchNode, path: readonly string[], walk: Walk): Promise<void> {
  const targets = targetsAt(walk.tree, path);
  if (targets.length === 0) return;
  const answered = await walk.send(node, withoutName(print(readOperation(node, walk.parts))));
  if (answered.kind === 'failed') {
    for (const target of targets) walk.troubles.located(answered.error, target.path, 'fetch');
    return;
  }
  for (const error of answered.errors)
    for (const target of targets)
      walk.troubles.located(error, [...target.path, ...(error.path ?? [])], error.path ? 'place' : 'fetch');
  if (!answered.data) return;
  const data = rename(node.outputRewrites ?? [], answered.data, walk.parts.isOfType);
  for (const { object, path: at } of targets)
    if (!merge(object, data, walk.parts.interfaceObjects))
      walk.troubles.located(wrong('a value that does not fit what is there'), at, 'fetch');
}

/** Names of operations mean nothing here. */
const withoutName = (operation: string): string => operation.replace(/^(query|mutation) \w+/, '$1 ');

const pick = (values: Readonly<Record<string, unknown>>, names: readonly string[]) =>
  Object.fromEntries(names.flatMap((name) => (Object.hasOwn(values, name) ? [[name, values[name]]] : [])));
