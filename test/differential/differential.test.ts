import { describe, expect, it } from '@jest/globals';
import { operationOf } from './operations/operation.js';
import { randomOperation } from './operations/random-operation.js';
import { reduce } from './reduce.js';
import { run, type Subject } from './run/run.js';
import { createCourt, expectedAnswer, judge } from './run/run-operation.js';
import { storefrontGraph, writtenGraphs } from './supergraphs.js';
import { NO_FAULTS } from './world/faults.js';
import { createWitnesses } from './witnesses/witnesses.js';
import type { Witness } from './witnesses/witness.js';
import { createWorld, type Graph, type World } from './world/world.js';

const SEED = 4;
const OPERATIONS = 300;

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])\n';
const GRAPH: Graph = {
  name: 'small',
  subgraphs: [
    {
      name: 'a',
      sdl: `${LINK} type Query { t: T! u: Int } type T @key(fields: "id") { id: ID! x: Int! list: [Int!]! }`,
    },
    {
      name: 'b',
      sdl: `${LINK} type T @key(fields: "id") { id: ID! x: Int! @external y: Int! @requires(fields: "x") }`,
    },
  ],
};

describe('the differential referee', () => {
  it(`finds no difference in ${OPERATIONS} operations of seed ${SEED}`, async () => {
    const subjects: Subject[] = [];
    for (const graph of [...writtenGraphs(), storefrontGraph()]) {
      const world = createWorld(graph);
      subjects.push({ world, witnesses: await createWitnesses(['compiled', 'interpreter'], world) });
    }
    const report = await run(subjects, {
      seed: SEED,
      operations: OPERATIONS,
      from: 0,
      reduceAttemptsMax: 100,
      faults: false,
    });
    expect(report.disagreements).toEqual([]);
    const right = { operations: OPERATIONS, right: OPERATIONS, refused: 0, wrong: 0 };
    expect(report.witnesses).toEqual({ compiled: right, interpreter: right });
  });

  it('draws the same operations from the same seed, and others from another', () => {
    const { api } = createWorld(GRAPH);
    const drawn = (seed: string): string => randomOperation(api, seed).source;
    expect(drawn('1')).toBe(drawn('1'));
    expect(new Set(['1', '2', '3', '4', '5'].map(drawn)).size).toBeGreaterThan(1);
  });

  /** What a witness with this answer is told. */
  const findingsFor = async (world: World, witness: Witness, source: string) => {
    const court = createCourt(world, [witness]);
    const trial = { operation: operationOf(source, {}), faults: NO_FAULTS, seed: '' };
    const verdict = await judge(court, witness, trial, await expectedAnswer(court, trial));
    return verdict.kind === 'wrong' ? verdict.findings : [];
  };
  const answering = (data: unknown): Witness => ({
    name: 'liar',
    keepsOrder: true,
    answer: () => Promise.resolve({ data, errors: [] }),
  });

  it.each([
    ['another value', { t: { x: 1, list: [] } }, 'the data differ'],
    ['another order of fields', undefined, 'the order of fields differs'],
    ['too little', { t: {} }, 'the data differ'],
  ])('is told of %s', async (_what, given, finding) => {
    const world = createWorld(GRAPH);
    const trial = { operation: operationOf('{ t { list x } }', {}), faults: NO_FAULTS };
    const right = (await expectedAnswer(createCourt(world, []), trial)).result.data;
    const findings = await findingsFor(world, answering(given ?? right), '{ t { x list } }');
    expect(findings).toEqual([finding]);
  });

  it.each([
    [
      'a field that is external',
      '{ _entities(representations: [{ __typename: "T", id: "T.id-0" }]) { ... on T { x } } }',
    ],
    [
      'a requirement that is not sent',
      '{ _entities(representations: [{ __typename: "T", id: "T.id-0" }]) { ... on T { y } } }',
    ],
    [
      'an entity without its key',
      '{ _entities(representations: [{ __typename: "T" }]) { ... on T { id } } }',
    ],
    ['a field that is not there', '{ nothing }'],
  ])('refuses %s', async (_what, query) => {
    const world = createWorld(GRAPH);
    const witness: Witness = {
      name: 'asker',
      keepsOrder: true,
      async answer(_operation, fetchSubgraph) {
        const fetch = { subgraph: 'b', url: '', kind: 'query' as const, query, operationName: undefined };
        await fetchSubgraph({ ...fetch, variables: {} }, new AbortController().signal);
        return { data: undefined, errors: [] };
      },
    };
    const findings = await findingsFor(world, witness, '{ u }');
    expect(findings).toContainEqual(expect.stringContaining('a subgraph refuses: b: '));
  });

  it('reduces an operation to what still fails', async () => {
    const { api } = createWorld(GRAPH);
    const operation = operationOf(
      'query ($a: Boolean = true) { u t { ...F id @include(if: $a) } } fragment F on T { x ... on T { y list } }',
      {},
    );
    const fails = (one: { source: string }): Promise<boolean> => Promise.resolve(/\by\b/.test(one.source));
    const smallest = await reduce(operation, api, fails, 200);
    expect(smallest.source.replace(/\s+/g, ' ')).toBe('{ t { ...F } } fragment F on T { y }');
  });
});
