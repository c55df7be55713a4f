import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse, validate } from 'graphql';
import { mergeParts } from '../../../../test/support/gateway/merge-parts.js';
import { inMemorySubgraphs } from '../../../../test/support/gateway/in-memory-subgraphs.js';
import { REVIEW_SHOP } from '../../../../test/support/gateway/review-shop.js';
import {
  composeOf,
  PRODUCTS_RESOLVERS,
  PRODUCTS_SDL,
  REVIEWS_RESOLVERS,
  REVIEWS_SDL,
} from '../../../../test/support/gateway/shop.js';
import type { FetchSubgraph, IncrementalStep, LoadedSupergraph } from '../engine.js';
import { createCompiledEngine } from './compiled-engine.js';
import { planningHere } from '../../planning/planning-here.js';

const PLANNING = planningHere({ evaluatedPlansMax: 1_000, pathsPerFieldMax: 1_000 });

type Members = Parameters<typeof inMemorySubgraphs>[0];

const KEYLESS: Members = {
  products: { sdl: PRODUCTS_SDL, resolvers: PRODUCTS_RESOLVERS },
  reviews: { sdl: REVIEWS_SDL, resolvers: REVIEWS_RESOLVERS },
};

const load = (members: Members, startPlanning = PLANNING): Promise<LoadedSupergraph> =>
  createCompiledEngine({
    planCacheMiB: 4,
    planRefusalMs: 1_000,
    startPlanning,
  }).load({
    sdl: composeOf(
      Object.entries(members).map(([name, { sdl }]) => ({ name, url: `http://${name}/graphql`, sdl })),
    ),
    hash: '',
  });

describe('an operation with @defer', () => {
  let loaded: LoadedSupergraph;
  let keyless: LoadedSupergraph;
  beforeAll(async () => {
    [loaded, keyless] = await Promise.all([load(REVIEW_SHOP), load(KEYLESS)]);
  });

  interface Asked {
    variables?: Record<string, unknown>;
    signal?: AbortSignal;
    supergraph?: LoadedSupergraph;
    /** What is asked of the subgraphs instead. */
    fetchSubgraph?: (
      fetch: Parameters<FetchSubgraph>[0],
      pass: () => ReturnType<FetchSubgraph>,
    ) => ReturnType<FetchSubgraph>;
  }

  const ask = async (
    source: string,
    {
      variables = {},
      signal = new AbortController().signal,
      supergraph = loaded,
      fetchSubgraph = (_, pass) => pass(),
    }: Asked = {},
  ) => {
    const document = parse(source);
    expect(validate(supergraph.apiSchema, document)).toEqual([]);
    const subgraphs = inMemorySubgraphs(supergraph === keyless ? KEYLESS : REVIEW_SHOP);
    const operation = { documentHash: source, document, operationName: undefined };
    const request = {
      variables,
      fetchSubgraph: ((fetch, until) =>
        fetchSubgraph(fetch, () => subgraphs.fetchSubgraph(fetch, until))) as FetchSubgraph,
    };
    const plain = await supergraph.execute(operation, request, new AbortController().signal);
    const result = await supergraph.executeIncrementally?.(operation, request, signal);
    if (!result) throw new Error('the engine answers at once only');
    const steps: IncrementalStep[] = [];
    if (result.kind === 'incremental') for await (const step of result.rest) steps.push(step);
    return {
      plain,
      result,
      steps,
      merged: result.kind === 'incremental' ? mergeParts(result, steps) : result.data,
    };
  };
  const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

  it.each([
    ['of an entity', '{ me { id ... @defer { name reviews { body } } } }'],
    ['of a list', '{ users { id ... @defer(label: "r") { reviews { id product { name } } } } }'],
    ['of the root', '{ me { id } ... @defer { topProducts(first: 2) { upc inStock } } }'],
    ['of what a list of an entity holds', '{ me { reviews { id ... @defer { body } } } }'],
    [
      'inside of another',
      '{ me { id ... @defer(label: "a") { name reviews { id product { upc ... @defer(label: "b") { inStock shippingEstimate } } } } } }',
    ],
    [
      'side by side',
      '{ users { id ... @defer(label: "a") { name } ... @defer(label: "b") { username reviews { id } } } }',
    ],
    [
      'in a fragment that is spread twice',
      'query { me { ...U } user2: users { ...U } } fragment U on User { id ... @defer(label: "x") { reviews { body } } }',
    ],
    [
      'with aliases',
      '{ m: me { id2: id ...F @defer } } fragment F on User { n: name r: reviews { b: body t: __typename } }',
    ],
    ['of introspection', '{ me { id } ... @defer { __schema { queryType { name } } __typename } }'],
    ['of fields that are there already', '{ me { id name ... @defer { id name } } }'],
    ['around all of an object', '{ me { ... @defer { name } } }'],
  ])('answers in parts what it answers at once: %s', async (_, source) => {
    const { plain, result, merged, steps } = await ask(source);
    expect(result.kind).toBe('incremental');
    expect(json(merged)).toEqual(json(plain.data));
    expect(plain.errors).toEqual([]);
    expect(steps.at(-1)?.hasNext).toBe(false);
    expect(steps.flatMap(({ completed }) => completed.flatMap(({ errors }) => errors))).toEqual([]);
  });

  it.each([
    ['of what has no key', '{ latestReviews { id ... @defer { text } } }'],
    [
      'by type',
      '{ search(text: "x") { __typename ... on Product @defer { name reviews { id } } ... on Guide @defer { title } } }',
    ],
    [
      'by type, inside',
      '{ search(text: "x") { ... @defer { ... on Product { name } ... on Guide { title } } } }',
    ],
    ['of a mutation', 'mutation { rename(id: "1", name: "x") { id name ... @defer { reviews { id } } } }'],
  ])('answers in parts what it answers at once: %s', async (_, source) => {
    const { plain, result, merged } = await ask(source, { supergraph: keyless });
    expect(result.kind).toBe('incremental');
    expect(json(merged)).toEqual(json(plain.data));
  });

  it('does not wait with the initial answer for what is deferred', async () => {
    const held = Promise.withResolvers<void>();
    const document = parse('{ me { id ... @defer(label: "r") { reviews { id } } } }');
    const subgraphs = inMemorySubgraphs(REVIEW_SHOP);
    const result = await loaded.executeIncrementally?.(
      { documentHash: 'held', document, operationName: undefined },
      {
        variables: {},
        fetchSubgraph: async (fetch, signal) => {
          if (fetch.subgraph === 'reviews') await held.promise;
          return subgraphs.fetchSubgraph(fetch, signal);
        },
      },
      new AbortController().signal,
    );
    if (result?.kind !== 'incremental') throw new Error('at once');
    expect(json(result.initial.data)).toEqual({ me: { id: '1' } });
    expect(result.pending).toEqual([{ id: '0', path: ['me'], label: 'r' }]);
    held.resolve();
    const { value } = await result.rest.next();
    expect(value).toMatchObject({ hasNext: false, completed: [{ data: { reviews: [{}, {}, {}] } }] });
    expect(await result.rest.next()).toEqual({ done: true, value: undefined });
  });

  it('takes a condition from a variable or a literal', async () => {
    const source = 'query ($d: Boolean!) { me { id ... @defer(if: $d) { name } } }';
    expect((await ask(source, { variables: { d: false } })).result.kind).toBe('object');
    const { result, merged, plain } = await ask(source, { variables: { d: true } });
    expect(result.kind).toBe('incremental');
    expect(json(merged)).toEqual(json(plain.data));
    expect((await ask('{ me { id ... @defer(if: false) { name } } }')).result.kind).toBe('object');
  });

  it('answers at once where nothing is there to be completed', async () => {
    const { result } = await ask('{ user(id: "0") { id ... @defer { name } } }');
    expect(json(result)).toEqual({ kind: 'object', data: { user: null }, errors: [] });
  });

  it('locates errors of a deferred part, and keeps the rest', async () => {
    const { result, steps } = await ask('{ users { id ... @defer { reviews { id } } } }', {
      fetchSubgraph: (fetch, pass) =>
        fetch.subgraph === 'reviews'
          ? Promise.resolve({
              kind: 'answered',
              data: { _entities: [{ reviews: [] }, { reviews: null }, { reviews: [] }] },
              errors: [
                {
                  message: 'gone',
                  path: ['_entities', 1, 'reviews'],
                  extensions: { code: 'GONE', subgraph: 'reviews' },
                },
              ],
            })
          : pass(),
    });
    expect(result.kind === 'incremental' && result.initial.errors).toEqual([]);
    const [step] = steps;
    expect(
      step?.completed.map(({ data, errors }) => ({ data, errors: errors.map(({ path }) => path) })),
    ).toEqual([
      { data: { reviews: [] }, errors: [] },
      { data: { reviews: null }, errors: [['users', 1, 'reviews']] },
      { data: { reviews: [] }, errors: [] },
    ]);
  });

  it('lets null rise to the top of the part, no further', async () => {
    const { steps } = await ask('{ topProducts(first: 1) { name ... @defer { upc reviews { id } } } }', {
      fetchSubgraph: async (fetch, pass) => {
        const answer = await pass();
        if (fetch.subgraph !== 'reviews' || answer.kind === 'failed') return answer;
        return { ...answer, data: { _entities: [{ reviews: [{ id: null }] }] } };
      },
    });
    expect(steps[0]?.completed).toMatchObject([
      {
        data: { reviews: [null] },
        errors: [
          { path: ['topProducts', 0, 'reviews', 0, 'id'], extensions: { code: 'SUBGRAPH_VALUE_INVALID' } },
        ],
      },
    ]);
  });

  it.each([
    { kind: 'timed-out', limitMs: 1 },
    { kind: 'out-of-memory', limitMiB: 1 },
    { kind: 'threw', message: 'no plan', stack: '' },
  ] as const)(
    'answers at once, and asks once only, what the planner cannot defer: $kind',
    async (outcome) => {
      let asked = 0;
      const supergraph = await load(REVIEW_SHOP, async (sdl) => {
        const planning = await PLANNING(sdl);
        const plan: typeof planning.plan = (source, ...others) => {
          if (!source.includes('@defer')) return planning.plan(source, ...others);
          asked += 1;
          return Promise.resolve(outcome);
        };
        return { ...planning, plan };
      });
      const source = '{ me { id ... @defer { name } } }';
      for (let i = 0; i < 2; i++) {
        const { plain, result } = await ask(source, { supergraph });
        expect(json(result)).toEqual(json(plain));
      }
      expect(asked).toBe(1);
    },
  );

  it('stops when the client leaves', async () => {
    const controller = new AbortController();
    const document = parse('{ me { id ... @defer { reviews { id } } } }');
    const subgraphs = inMemorySubgraphs(REVIEW_SHOP);
    const result = await loaded.executeIncrementally?.(
      { documentHash: 'left', document, operationName: undefined },
      {
        variables: {},
        fetchSubgraph: (fetch, signal) =>
          fetch.subgraph === 'reviews'
            ? new Promise(() => undefined)
            : subgraphs.fetchSubgraph(fetch, signal),
      },
      controller.signal,
    );
    if (result?.kind !== 'incremental') throw new Error('at once');
    const next = result.rest.next();
    controller.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });
});
