import { describe, expect, it } from '@jest/globals';
import { operationOf } from './operations/operation.js';
import { randomOperation } from './operations/random-operation.js';
import { siblingOf } from './operations/sibling.js';
import { reduce } from './reduce.js';
import { run, type Report, type Subject } from './run/run.js';
import { createCourt, expectedAnswer, judge } from './run/run-operation.js';
import { randomGraphs } from './random-supergraphs/random-graphs.js';
import { storefrontGraph, writtenGraphs } from './supergraphs.js';
import { NO_FAULTS } from './world/faults.js';
import { differences } from './witnesses/gateway/hot-witness.js';
import { closeAll, createWitnesses, type WitnessName } from './witnesses/witnesses.js';
import type { Witness } from './witnesses/witness.js';
import { createWorld, type Graph, type World } from './world/world.js';

const SEED = 4;
const OPERATIONS = 300;
const RANDOM_SUPERGRAPHS = 3;
/** Each of them is asked several times, over sockets. */
const HTTP_OPERATIONS = 80;

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

const writtenGraph = (wanted: string): Graph => {
  const found = writtenGraphs().find(({ name }) => name === wanted);
  if (!found) throw new Error(`no supergraph ${wanted}`);
  return found;
};

describe('the differential referee', () => {
  const graphs = [...writtenGraphs(), storefrontGraph(), ...randomGraphs(SEED, RANDOM_SUPERGRAPHS)];
  const runWith = async (
    witnesses: readonly WitnessName[],
    operations: number,
    faults = false,
  ): Promise<Report> => {
    const subjects: Subject[] = [];
    for (const graph of graphs) {
      const world = createWorld(graph);
      subjects.push({ world, witnesses: await createWitnesses(witnesses, world) });
    }
    const options = { seed: SEED, from: 0, reduceAttemptsMax: 100, faults };
    const report = await run(subjects, { ...options, operations });
    await closeAll(subjects.flatMap((subject) => subject.witnesses));
    return report;
  };
  const allRight = (operations: number, hotPath: unknown = 0) => ({
    operations,
    right: operations,
    refused: 0,
    wrong: 0,
    hotPath,
  });

  it.each([
    ['', false],
    [' with faults', true],
  ])(`finds no difference in ${OPERATIONS} operations of seed ${SEED}%s`, async (_what, faults) => {
    const { disagreements, witnesses } = await runWith(['compiled', 'interpreter'], OPERATIONS, faults);
    expect(disagreements).toEqual([]);
    expect(witnesses).toEqual({ compiled: allRight(OPERATIONS), interpreter: allRight(OPERATIONS) });
  });

  it(`finds none in ${HTTP_OPERATIONS} of them on each way through a gateway`, async () => {
    const { disagreements, witnesses } = await runWith(['hot', 'canonical'], HTTP_OPERATIONS);
    expect(disagreements).toEqual([]);
    const { canonical, ...others } = witnesses;
    expect(others).toEqual({ hot: allRight(HTTP_OPERATIONS, HTTP_OPERATIONS) });
    expect(canonical).toEqual(allRight(HTTP_OPERATIONS, expect.any(Number)));
    // The others have no canonical text.
    expect(canonical?.hotPath).toBeGreaterThan(0.9 * HTTP_OPERATIONS);
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
    inParts: false,
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
      inParts: false,
      async answer(_operation, fetchSubgraph) {
        const fetch = { subgraph: 'b', url: '', kind: 'query' as const, query, operationName: undefined };
        await fetchSubgraph({ ...fetch, variables: {} }, new AbortController().signal);
        return { data: undefined, errors: [] };
      },
    };
    const findings = await findingsFor(world, witness, '{ u }');
    expect(findings).toContainEqual(expect.stringContaining('a subgraph refuses: b: '));
  });

  it.each([
    ['a plan that takes the long way', { hotPath: false }, 'the hot path does not answer what is known'],
    ['other words', { text: '{"data":{"a":2}}' }, 'the hot path answers in other words than the long way'],
    ['another status', { status: 500 }, 'the hot path answers with another status'],
    ['another type', { contentType: 'text/plain' }, 'the hot path answers with another media type'],
  ])('is told of %s', (_what, difference, finding) => {
    const first = { status: 200, contentType: 'application/json', text: '{"data":{"a":1}}', hotPath: false };
    expect(differences(first, { ...first, hotPath: true })).toEqual([]);
    expect(differences(first, { ...first, hotPath: true, ...difference })).toEqual([finding]);
  });

  it('is told of a status that does not fit the answer', async () => {
    const world = createWorld(GRAPH);
    const trial = { operation: operationOf('{ u }', {}), faults: NO_FAULTS };
    const { data } = (await expectedAnswer(createCourt(world, []), trial)).result;
    const witness: Witness = {
      name: 'liar',
      inParts: false,
      answer: () => Promise.resolve({ data, errors: [], status: 400 }),
    };
    expect(await findingsFor(world, witness, '{ u }')).toEqual(['the status is 400']);
  });

  it('is told of a value from another context', async () => {
    const world = createWorld(writtenGraph('context'));
    const [engine] = await createWitnesses(['compiled'], world);
    const liar: Witness = {
      name: 'liar',
      inParts: false,
      answer: (operation, fetchSubgraph, circumstances) =>
        (engine as Witness).answer(
          operation,
          ({ body = '', ...fetch }, signal) =>
            fetchSubgraph(
              {
                ...fetch,
                body: body.replace(/("contextualArgument_\w+":)"(?:[^"\\]|\\.)*"/g, '$1"elsewhere"'),
              },
              signal,
            ),
          circumstances,
        ),
    };
    const query = '{ shops(first: 2) { best { price } } }';
    expect(await findingsFor(world, engine as Witness, query)).toEqual([]);
    expect(await findingsFor(world, liar, query)).toEqual(['the data differ']);
  });

  it('is told of a label of @override that was not asked about', async () => {
    const world = createWorld(writtenGraph('labels'));
    const [engine] = await createWitnesses(['compiled'], world);
    const liar: Witness = {
      name: 'liar',
      inParts: false,
      answer: (operation, fetchSubgraph, { isOverridden, ...others }) =>
        (engine as Witness).answer(operation, fetchSubgraph, {
          ...others,
          isOverridden: (label) => !isOverridden(label),
        }),
    };
    const query = '{ best { id } }';
    expect(await findingsFor(world, engine as Witness, query)).toEqual([]);
    expect(await findingsFor(world, liar, query)).toContainEqual(
      expect.stringContaining('Query.best is not for this subgraph to answer'),
    );
  });

  it('draws a sibling that differs in names, order and literals alone', () => {
    const { api } = createWorld(writtenGraph('shop'));
    const source =
      'query ($a: Boolean!) { x: product(id: 7) @include(if: $a) { ...F } users(ids: ["a"]) { id } } ' +
      'fragment F on Product { name(locale: "a") related(first: 7) { ...G } } fragment G on Product { y: sku }';
    expect(siblingOf(operationOf(source, {}), api).source.replace(/\s+/g, ' ')).toBe(
      'fragment OtherG on Product { s_y: sku } ' +
        'fragment OtherF on Product { name(locale: "a") related(first: 7) { ...OtherG } } ' +
        'query Sibling($a: Boolean!) { s_x: product(id: 7) @include(if: $a) { ...OtherF } users(ids: ["a"]) { id } }',
    );
    expect(siblingOf(operationOf('{ product(id: "a") { name } }', {}), api).source).toContain('"other a"');
  });

  it('draws the same supergraphs from the same seed, with all that may pass between subgraphs', () => {
    const drawn = randomGraphs(1, 12);
    expect(randomGraphs(1, 12)).toEqual(drawn);
    const sdl = drawn.flatMap(({ subgraphs }) =>
      subgraphs.map((one) => one.sdl.split('\n').slice(2).join('\n')),
    );
    for (const part of [
      '@requires(',
      '@provides(',
      '@override(',
      'label: ',
      '@shareable',
      '@inaccessible',
      '@interfaceObject',
      'interface I',
      'union U',
      'type Mutation',
      '@key(fields: "id") @key(',
      '@key(fields: "owner { id } number")',
    ])
      expect(sdl.some((text) => text.includes(part)) || part).toBe(true);
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
