import { describe, expect, it } from '@jest/globals';
import { Kind, parse, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { awaitRequirements } from './late-requirements.js';
import type { PlanNode, QueryPlan } from './query-plan.js';

const setOf = (text: string): SelectionSetNode => {
  const [definition] = parse(text).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no selection');
  return definition.selectionSet;
};
const REQUIREMENTS = new Map([['names', new Map([['Item.label', setOf('{ weight }')]])]]);

const root = (operation: string): PlanNode => ({
  kind: 'Fetch',
  serviceName: 'whole',
  operation,
  operationKind: 'query',
});
const entities = (
  serviceName: string,
  names: readonly string[],
  selection: string,
  variables: readonly string[] = [],
): PlanNode => ({
  kind: 'Flatten',
  path: ['item'],
  node: {
    kind: 'Fetch',
    serviceName,
    requires: [
      {
        kind: 'InlineFragment',
        typeCondition: 'Item',
        selections: names.map((name) => ({ kind: 'Field', name })),
      },
    ],
    variableUsages: variables,
    operation: `query($representations:[_Any!]!${variables.map((name) => `$${name}:Int`).join('')}){_entities(representations:$representations){...on Item{${selection}}}}`,
    operationKind: 'query',
  },
});
const planOf = (...nodes: readonly PlanNode[]): QueryPlan => ({ node: { kind: 'Sequence', nodes } });
const parallel = (...nodes: readonly PlanNode[]): PlanNode => ({ kind: 'Parallel', nodes });

/** What is asked of whom, in order, with what is sent. */
function stepsOf(node: PlanNode | undefined): string[] {
  switch (node?.kind) {
    case 'Sequence':
      return node.nodes.flatMap(stepsOf);
    case 'Parallel':
      return [node.nodes.flatMap(stepsOf).join(' | ')];
    case 'Flatten':
      return stepsOf(node.node);
    case 'Condition':
      return stepsOf(node.ifClause).map((step) => `if ${node.condition}: ${step}`);
    case 'Fetch': {
      const [operation] = parse(node.operation).definitions as OperationDefinitionNode[];
      const variables = (operation?.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
      expect([...(node.variableUsages ?? [])]).toEqual(
        variables.filter((name) => name !== 'representations'),
      );
      const asked = node.operation.replace(/\s+/g, ' ').replace(/^.*on Item ?\{ ?(.*?) ?\} ?\} ?\}$/, '$1');
      const sent = node.requires?.flatMap((one) => (one.kind === 'InlineFragment' ? one.selections : []));
      return [
        `${node.serviceName}(${sent?.map((one) => ('name' in one ? one.name : '')).join(' ') ?? ''}) ${asked}`,
      ];
    }
    default:
      return [];
  }
}

const FIRST = root('{item{__typename id}}');
const WEIGHTS = entities('weights', ['id'], 'weight');

describe('a field that is asked for before what it requires is there', () => {
  const stepsFor = (plan: QueryPlan) => stepsOf(awaitRequirements(plan, REQUIREMENTS).node).slice(1);

  it('is asked for behind the fetch that brings it', () => {
    const early = entities('names', ['id'], '__typename sku label(n: $n) size(n: $m)', ['n', 'm']);
    expect(
      stepsFor(planOf(FIRST, parallel(early, WEIGHTS), entities('boxes', ['sku', 'label'], 'box'))),
    ).toEqual([
      'names(id) __typename sku size(n: $m) | weights(id) weight',
      'names(id weight) label(n: $n)',
      'boxes(sku label) box',
    ]);
  });

  it('waits alone, where nothing else is asked for, and as long as it must', () => {
    const early = entities('names', ['id'], 'label');
    expect(stepsFor(planOf(FIRST, early, entities('others', ['id'], 'other'), WEIGHTS))).toEqual([
      'others(id) other',
      'weights(id) weight',
      'names(id weight) label',
    ]);
  });

  it('waits under its condition', () => {
    const early: PlanNode = {
      kind: 'Condition',
      condition: 'a',
      ifClause: entities('names', ['id'], 'sku label'),
    };
    expect(stepsFor(planOf(FIRST, parallel(early, WEIGHTS)))).toEqual([
      'if a: names(id) sku | weights(id) weight',
      'if a: names(id weight) label',
    ]);
  });

  it.each([
    ['what it requires is sent', parallel(entities('names', ['id', 'weight'], 'sku label'), WEIGHTS)],
    ['nobody brings it', entities('names', ['id'], 'sku label')],
    ['it is asked for there', parallel(entities('names', ['id'], 'weight label'), WEIGHTS)],
    ['another subgraph is asked', parallel(entities('boxes', ['id'], 'label'), WEIGHTS)],
  ])('stays where %s', (_when, node) => {
    const plan = planOf(FIRST, node);
    expect(awaitRequirements(plan, REQUIREMENTS)).toEqual(plan);
  });
});
