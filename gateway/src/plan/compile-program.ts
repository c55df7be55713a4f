import { Kind, print, type FieldNode, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { compileRepresent } from './compile-represent.js';
import { readFetch, splitConflicts } from './fetches.js';
import type { StandIns } from './planning-supergraph.js';
import type { FetchStep, Program, Step } from './program.js';
import type { FetchNode, PlanNode, QueryPlan } from './query-plan.js';
import type { IsOfType } from './type-test.js';

export interface ProgramParts {
  readonly standIns: StandIns;
  readonly requiredStandIns: ReadonlyMap<string, ReadonlySet<string>>;
  readonly isOfType: IsOfType;
  /** Routing URL by subgraph. */
  readonly urls: ReadonlyMap<string, string>;
}

/** Pure: plan in, program out. Throws on a plan of another shape than the planner's. */
export function compileProgram(plan: QueryPlan, parts: ProgramParts): Program {
  return { step: plan.node && compileNode(plan.node, [], parts) };
}

function compileNode(node: PlanNode, path: readonly string[], parts: ProgramParts): Step {
  switch (node.kind) {
    case 'Sequence':
      return { kind: 'sequence', steps: node.nodes.map((inner) => compileNode(inner, path, parts)) };
    case 'Parallel':
      return { kind: 'parallel', steps: node.nodes.map((inner) => compileNode(inner, path, parts)) };
    case 'Flatten':
      return compileNode(node.node, [...path, ...node.path], parts);
    case 'Condition':
      return {
        kind: 'condition',
        variable: node.condition,
        then: node.ifClause && compileNode(node.ifClause, path, parts),
        otherwise: node.elseClause && compileNode(node.elseClause, path, parts),
      };
    case 'Fetch': {
      const steps = splitConflicts(node, readFetch(node), parts).map((fetch) =>
        compileFetch(fetch.node, fetch.operation, path, parts),
      );
      const [only, ...others] = steps;
      if (!only) throw new Error('a fetch of nothing');
      return others.length === 0 ? only : { kind: 'parallel', steps };
    }
  }
}

function compileFetch(
  node: FetchNode,
  planned: OperationDefinitionNode,
  path: readonly string[],
  parts: ProgramParts,
): FetchStep {
  if (node.operationKind === 'subscription') throw new Error('a subscription among the fetches of a plan');
  const operation = withRealFields(planned, parts.standIns);
  const query = print(operation);
  const operationName = operation.name?.value;
  const outputRewrites = node.outputRewrites ?? [];
  return {
    kind: 'fetch',
    subgraph: node.serviceName,
    url: parts.urls.get(node.serviceName) ?? '',
    operationKind: node.operationKind,
    query,
    operationName,
    variables: node.variableUsages ?? [],
    bodyStart:
      `{"query":${JSON.stringify(query)}` +
      (operationName === undefined ? '' : `,"operationName":${JSON.stringify(operationName)}`) +
      ',"variables":{',
    path,
    represent:
      node.requires &&
      compileRepresent({
        requires: node.requires,
        rewrites: node.inputRewrites ?? [],
        standIns: parts.standIns,
        isOfType: parts.isOfType,
      }),
    names: [...new Set([...namesOf(entitySelections(node, operation)), ...renamed(outputRewrites)])],
    outputRewrites,
  };
}

/** What the answer brings: below `_entities` when it is about entities. */
export function entitySelections(node: FetchNode, operation: OperationDefinitionNode): SelectionSetNode {
  if (!node.requires) return operation.selectionSet;
  const [entities] = operation.selectionSet.selections;
  if (entities?.kind !== Kind.FIELD || !entities.selectionSet) throw new Error('a fetch without _entities');
  return entities.selectionSet;
}

function namesOf({ selections }: SelectionSetNode): string[] {
  return selections.flatMap((selection) => {
    switch (selection.kind) {
      case Kind.FIELD:
        return [(selection.alias ?? selection.name).value];
      case Kind.INLINE_FRAGMENT:
        return namesOf(selection.selectionSet);
      case Kind.FRAGMENT_SPREAD:
        throw new Error('a fragment spread in a fetch');
    }
  });
}

/** A rename of a field of the entity itself; deeper ones stay inside what is named already. */
const renamed = (rewrites: FetchStep['outputRewrites']): string[] =>
  rewrites.flatMap((rewrite) => (rewrite.kind === 'KeyRenamer' ? [rewrite.renameKeyTo] : []));

/** `price__required_1` -> `price__required_1: price(currency: "USD")` */
function withRealFields(operation: OperationDefinitionNode, standIns: StandIns): OperationDefinitionNode {
  if (standIns.size === 0) return operation;
  const inSet = (set: SelectionSetNode): SelectionSetNode => ({
    ...set,
    selections: set.selections.map((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
      const inner = selection.selectionSet && { selectionSet: inSet(selection.selectionSet) };
      if (selection.kind === Kind.INLINE_FRAGMENT) return { ...selection, ...inner };
      const standIn = standIns.get(selection.name.value);
      return standIn ? realField({ ...selection, ...inner }, standIn) : { ...selection, ...inner };
    }),
  });
  return { ...operation, selectionSet: inSet(operation.selectionSet) };
}

const realField = (
  field: FieldNode,
  standIn: { field: string; arguments: FieldNode['arguments'] },
): FieldNode => ({
  ...field,
  alias: field.alias ?? field.name,
  name: { kind: Kind.NAME, value: standIn.field },
  arguments: standIn.arguments ?? [],
});
