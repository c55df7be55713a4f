import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { artifactHash } from '@kontor/protocol';
import { createHash } from 'node:crypto';
import { parse, printSchema, validate } from 'graphql';
import {
  composeOf,
  PRODUCTS_RESOLVERS,
  PRODUCTS_SDL,
  REVIEWS_RESOLVERS,
  REVIEWS_SDL,
} from '../../../test/support/gateway/shop.js';
import {
  inMemorySubgraphs,
  type InMemorySubgraphs,
} from '../../../test/support/gateway/in-memory-subgraphs.js';
import type { Engine, HotOperation, LoadedSupergraph, ParsedOperation } from './engine.js';
import { createCompiledEngine } from './compiled/compiled-engine.js';
import { planningHere } from '../planning/planning-here.js';
import { planningThreads } from '../planning/planning-threads.js';
import { createStockEngine } from './stock/stock-engine.js';

/** Every engine keeps the same contract; one that is added here is held to it. */
const PLANNER_LIMITS = { evaluatedPlansMax: 1_000, pathsPerFieldMax: 1_000 };
const ENGINES: [string, () => Engine][] = [
  ['stock', () => createStockEngine({ planCacheMiB: 4, ...PLANNER_LIMITS })],
  [
    'compiled',
    () =>
      createCompiledEngine({
        planCacheMiB: 4,
        planRefusalMs: 60_000,
        startPlanning: planningHere(PLANNER_LIMITS),
      }),
  ],
  [
    'compiled, planning in threads',
    () =>
      createCompiledEngine({
        planCacheMiB: 4,
        planRefusalMs: 60_000,
        startPlanning: planningThreads({
          limits: {
            ...PLANNER_LIMITS,
            planningThreads: 2,
            planningHeapMiB: 256,
            planningTimeoutMs: 60_000,
            plansQueuedMax: 100,
          },
          entry: new URL('../../../test/support/gateway/planning-worker.mjs', import.meta.url),
        }),
      }),
  ],
];

const hashOf = (source: string) => createHash('sha256').update(source).digest('hex');
const hot = (source: string, operationName?: string): HotOperation => ({
  documentHash: hashOf(source),
  source,
  operationName,
});

const SDL = composeOf([
  { name: 'products', url: 'http://products/graphql', sdl: PRODUCTS_SDL },
  { name: 'reviews', url: 'http://reviews/graphql', sdl: REVIEWS_SDL },
]);

describe.each(ENGINES)('the engine contract, kept by %s:', (_, createEngine) => {
  let loaded: LoadedSupergraph;
  let subgraphs: InMemorySubgraphs;

  beforeAll(async () => {
    loaded = await createEngine().load({ sdl: SDL, hash: artifactHash(SDL) });
  });
  afterAll(() => loaded.dispose());
  beforeEach(() => {
    subgraphs = inMemorySubgraphs({
      products: { sdl: PRODUCTS_SDL, resolvers: PRODUCTS_RESOLVERS },
      reviews: { sdl: REVIEWS_SDL, resolvers: REVIEWS_RESOLVERS },
    });
  });

  const run = async (
    source: string,
    { variables = {}, operationName, signal = new AbortController().signal }: RunOptions = {},
  ) => {
    const document = parse(source);
    expect(validate(loaded.apiSchema, document)).toEqual([]);
    const operation: ParsedOperation = { documentHash: hashOf(source), document, operationName };
    const result = await loaded.execute(
      operation,
      { variables, fetchSubgraph: subgraphs.fetchSubgraph },
      signal,
    );
    return JSON.parse(JSON.stringify(result)) as {
      data?: Record<string, unknown> | null;
      errors: { message: string; path?: unknown[]; extensions: Record<string, unknown> }[];
    };
  };
  interface RunOptions {
    variables?: Record<string, unknown>;
    operationName?: string;
    signal?: AbortSignal;
  }

  describe('load', () => {
    it('gives the hash and the schema that clients see', () => {
      expect(loaded.hash).toBe(artifactHash(SDL));
      const printed = printSchema(loaded.apiSchema);
      expect(printed).toContain('shippingNote: String');
      expect(printed).not.toMatch(/join__|_entities|_service|secret|@key|@inaccessible/);
    });

    it.each([
      ['type Query {'],
      ['type Query { a: Int }'],
      [SDL.replace('enum join__Graph', 'enum join__Grph')],
    ])('rejects what is no supergraph', async (sdl) => {
      await expect(createEngine().load({ sdl, hash: artifactHash(sdl) })).rejects.toMatchObject({
        name: 'SupergraphRejected',
      });
    });
  });

  describe('execute', () => {
    it('asks one subgraph for what one has', async () => {
      expect(await run('{ product(id: "1") { id name } }')).toMatchObject({
        data: { product: { id: '1', name: 'Product 1' } },
        errors: [],
      });
      expect(subgraphs.fetched).toMatchObject([
        { subgraph: 'products', url: 'http://products/graphql', kind: 'query' },
      ]);
    });

    it('joins entities, with what another subgraph requires', async () => {
      expect((await run('{ products(first: 2) { name shippingNote reviews { text } } }')).data).toEqual({
        products: [
          { name: 'Product 1', shippingNote: '10 g', reviews: [{ text: 'Review of 1' }] },
          { name: 'Product 2', shippingNote: '20 g', reviews: [{ text: 'Review of 2' }] },
        ],
      });
      expect(subgraphs.fetched.map(({ subgraph }) => subgraph)).toEqual(['products', 'reviews']);
      expect(subgraphs.fetched[1]?.variables['representations']).toEqual([
        { __typename: 'Product', id: '1', weight: 10 },
        { __typename: 'Product', id: '2', weight: 20 },
      ]);
    });

    it('keeps aliases, the order of fields, fragments and types of a union', async () => {
      const { data } = await run(`
        { search(text: "x") { ... on Guide { title } ...P __typename } b: echo(text: "1") a: echo(text: "2") }
        fragment P on Product { n: name r: reviews { t: text } }
      `);
      expect(JSON.stringify(data)).toBe(
        '{"search":[{"n":"Product 1","r":[{"t":"Review of 1"}],"__typename":"Product"},{"title":"How to","__typename":"Guide"}],"b":"1","a":"2"}',
      );
    });

    it('hands on the variables that a fetch uses', async () => {
      const source =
        'query ($first: Int!, $with: Boolean!) { products(first: $first) { id reviews @include(if: $with) { id } } }';
      expect((await run(source, { variables: { first: 1, with: false } })).data).toEqual({
        products: [{ id: '1' }],
      });
      expect(subgraphs.fetched).toHaveLength(1);
      expect(subgraphs.fetched[0]?.variables).toEqual({ first: 1 });
      expect((await run(source, { variables: { first: 1, with: true } })).data).toEqual({
        products: [{ id: '1', reviews: [{ id: 'r1' }] }],
      });
    });

    it('runs the operation that was named', async () => {
      const source = 'query A { a: echo(text: "a") } query B { b: echo(text: "b") }';
      expect((await run(source, { operationName: 'B' })).data).toEqual({ b: 'b' });
      expect((await run(source, { operationName: 'A' })).data).toEqual({ a: 'a' });
    });

    it('says which fetch is a mutation; joining its result is none', async () => {
      const { data } = await run('mutation { rename(id: "7", name: "New") { name reviews { id } } }');
      expect(data).toEqual({ rename: { name: 'New', reviews: [{ id: 'r7' }] } });
      expect(subgraphs.fetched.map(({ kind }) => kind)).toEqual(['mutation', 'query']);
    });

    it('answers introspection without a fetch', async () => {
      const { data } = await run('{ __type(name: "Product") { name } __typename }');
      expect(data).toEqual({ __type: { name: 'Product' }, __typename: 'Query' });
      expect(subgraphs.fetched).toEqual([]);
    });

    it('asks for no entities of what is null', async () => {
      expect(await run('{ product(id: "0") { name reviews { id } } }')).toMatchObject({
        data: { product: null },
        errors: [],
      });
      expect(subgraphs.fetched).toHaveLength(1);
    });

    it('returns the caller’s mistakes as coded errors, without data and without a fetch', async () => {
      const result = await run('query ($first: Int!) { products(first: $first) { id } }', {
        variables: { first: 'x' },
      });
      expect(result).not.toHaveProperty('data');
      expect(result.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
      expect(subgraphs.fetched).toEqual([]);
    });

    it('keeps what others answered when a fetch fails, and says where', async () => {
      subgraphs.answerOnce('reviews', {
        kind: 'failed',
        error: { message: 'down', extensions: { code: 'SUBGRAPH_UNREACHABLE', subgraph: 'reviews' } },
      });
      const result = await run('{ products(first: 1) { name reviews { id } } }');
      expect(result.data).toEqual({ products: [{ name: 'Product 1', reviews: null }] });
      expect(result.errors).toEqual([
        {
          message: 'down',
          path: ['products'],
          extensions: { code: 'SUBGRAPH_UNREACHABLE', subgraph: 'reviews' },
        },
      ]);
    });

    it('lets null rise to the nearest field that may be null when a root fetch fails', async () => {
      subgraphs.answerOnce('products', {
        kind: 'failed',
        error: { message: 'down', extensions: { code: 'SUBGRAPH_UNREACHABLE', subgraph: 'products' } },
      });
      const result = await run('{ products { id } }');
      expect(result.data).toBeNull();
      expect(result.errors).toMatchObject([{ message: 'down', path: ['products'] }]);
    });

    it('gives the errors of subgraphs their place in the answer', async () => {
      const error = {
        message: 'gone',
        path: ['_entities', 1, 'reviews'],
        extensions: { code: 'GONE', subgraph: 'reviews' },
      };
      const data = { _entities: [{ reviews: [] }, { reviews: null }] };
      subgraphs.answerOnce('reviews', { kind: 'answered', data, errors: [error] });
      const result = await run('{ products(first: 2) { id reviews { id } } }');
      expect(result.errors).toEqual([
        {
          message: 'gone',
          path: ['products', 1, 'reviews'],
          extensions: { code: 'GONE', subgraph: 'reviews' },
        },
      ]);
      expect(result.data).toEqual({
        products: [
          { id: '1', reviews: [] },
          { id: '2', reviews: null },
        ],
      });
    });

    it('never gives null where the schema forbids it without an error', async () => {
      subgraphs.answerOnce('products', {
        kind: 'answered',
        data: { products: [{ id: '1', name: null }] },
        errors: [],
      });
      const result = await run('{ products { id name } }');
      expect(result.data).toBeNull();
      expect(result.errors).toMatchObject([
        { path: ['products', 0, 'name'], extensions: { code: 'SUBGRAPH_VALUE_INVALID' } },
      ]);
    });

    it.each([
      ['a text for a list', { products: 'x' }],
      ['a number for an object', { products: [7] }],
    ])('names a subgraph’s answer of another shape: %s', async (_what, data) => {
      subgraphs.answerOnce('products', { kind: 'answered', data, errors: [] });
      const result = await run('{ products { id name } }');
      expect(result.data).toBeNull();
      expect(result.errors).toMatchObject([{ extensions: { code: 'SUBGRAPH_RESPONSE_INVALID' } }]);
    });

    it('hands its signal to every fetch', async () => {
      const { signal } = new AbortController();
      await run('{ products(first: 1) { reviews { id } } }', { signal });
      expect(subgraphs.signals).toEqual([signal, signal]);
    });

    it('keeps requests that run at once apart', async () => {
      const source = 'query ($id: ID!) { product(id: $id) { id name reviews { text } } }';
      const results = await Promise.all(
        Array.from({ length: 20 }, (__, i) => run(source, { variables: { id: String(i + 1) } })),
      );
      expect(results.map(({ data }) => data)).toEqual(
        results.map((__, i) => ({
          product: { id: `${i + 1}`, name: `Product ${i + 1}`, reviews: [{ text: `Review of ${i + 1}` }] },
        })),
      );
    });
  });

  describe('warm', () => {
    it('plans without a fetch, whatever variables an operation needs', async () => {
      const operations = [
        hot('{ products { name reviews { text } } }'),
        hot('query A { a: echo } query B { b: echo }', 'B'),
        hot('query ($f: ProductFilter!, $n: Int!) { products(first: $n, filter: $f) { id } }'),
        hot(
          'query ($n: String!, $k: Kind!) { products(filter: { nameContains: $n, kind: $k, tags: [] }) { id } }',
        ),
      ];
      expect(await loaded.warm(operations, 10_000)).toEqual({ planned: 4, skipped: 0, late: 0 });
      expect(subgraphs.fetched).toEqual([]);
      expect((await run(operations[0]?.source ?? '')).errors).toEqual([]);
    });

    it('skips what the new schema no longer takes, and never throws', async () => {
      const operations = [hot('{ gone }'), hot('{ syntax'), hot('query A { echo }', 'B'), hot('{ echo }')];
      expect(await loaded.warm(operations, 10_000)).toEqual({ planned: 1, skipped: 3, late: 0 });
    });

    it('leaves what does not fit into its time for later', async () => {
      expect(await loaded.warm([hot('{ echo }'), hot('{ products { id } }')], 0)).toEqual({
        planned: 0,
        skipped: 0,
        late: 2,
      });
    });
  });

  it('dispose ends it', async () => {
    const other = await createEngine().load({ sdl: SDL, hash: artifactHash(SDL) });
    await expect(other.dispose()).resolves.toBeUndefined();
  });
});
