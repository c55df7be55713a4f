import { describe, expect, it } from '@jest/globals';
import { SelectionSet } from '@apollo/federation-internals';
import { composeOf } from '../../../test/support/gateway/shop.js';
import { countFetches } from './count-fetches.js';
import { parse } from 'graphql';
import { createPlanner } from './planner.js';
import { createRequirementGuard } from './requirement-guard.js';

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])\n';

const fetchesFor = (subgraphs: Readonly<Record<string, string>>, operation: string): number => {
  const named = Object.entries(subgraphs).map(([name, sdl]) => ({
    name,
    url: `http://${name}`,
    sdl: LINK + sdl,
  }));
  const planner = createPlanner(composeOf(named), { evaluatedPlansMax: 100, pathsPerFieldMax: 100 });
  return countFetches(planner.plan(parse(operation), undefined));
};

const ITEMS = `type Query { item: Item } type Item @key(fields: "id") {
  id: ID! size: String! weight: Int! @external label: String! @requires(fields: "weight") }`;

// That the plans are right is shown by test/federation/scenarios/chained-requirements.ts.
describe('the requirement guard', () => {
  it('adds no fetch where nothing that is required requires anything', () => {
    const boxes = `type Item @key(fields: "id") {
      id: ID! weight: Int! size: String! @external box: String! @requires(fields: "size") }`;
    expect(fetchesFor({ items: ITEMS, boxes }, '{ item { box } }')).toBe(2);
  });

  it('adds no fetch to the four of a chain', () => {
    const boxes = `type Item @key(fields: "id") {
      id: ID! weight: Int! label: String! @external box: String! @requires(fields: "label") }`;
    expect(fetchesFor({ items: ITEMS, boxes }, '{ item { box } }')).toBe(4);
  });

  it('leaves the planner as it was, also when it throws', () => {
    const { canRebaseOn } = SelectionSet.prototype;
    const guard = createRequirementGuard('@join__field(graph: A, requires: "size")');
    expect(guard.during(() => SelectionSet.prototype.canRebaseOn === canRebaseOn)).toBe(false);
    const failing = (): never => {
      throw new Error('given up');
    };
    expect(() => guard.during(failing)).toThrow('given up');
    expect(SelectionSet.prototype.canRebaseOn).toBe(canRebaseOn);
    const idle = createRequirementGuard('type Query { a: Int }');
    expect(idle.during(() => SelectionSet.prototype.canRebaseOn === canRebaseOn)).toBe(true);
  });
});
