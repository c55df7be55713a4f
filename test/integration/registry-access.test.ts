import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ACTOR_HEADER, ACTOR_LIFE_MS, signActor, type Actor, type Permission } from '@kontor/protocol';
import { REGISTRY_SCHEMA } from '@kontor/registry';
import type { TestDatabase } from '@kontor/testkit';
import { parse, Kind } from 'graphql';
import {
  acme,
  actor,
  createGraph,
  registryDatabase,
  sdlOf,
  signingKey,
  startRegistry,
  type Answer,
  type RunningRegistry,
} from './registry-harness.js';

// A machine that has other work to do is slow, not wrong.
jest.setTimeout(60_000);

let database: TestDatabase;
let registry: RunningRegistry;
/** Ids of what acme owns. */
let ids: { graph: string; variant: string; version: string; launch: string };

const routingUrl = 'http://127.0.0.1:9/graphql';
const other = actor({ organisationId: 'other', id: 'stranger' });
const outOfScope = actor({ graphs: ['elsewhere'] });

beforeAll(async () => {
  database = await registryDatabase();
  registry = await startRegistry({ databaseUrl: database.url });
  await createGraph(registry, 'shop');
  for (const name of ['a', 'b']) await registry.publish({ ref: 'shop', name, sdl: sdlOf(name), routingUrl });
  const { data } = await registry.ask(
    '{ variant(ref: "shop") { id graph { id } currentLaunch { id version { id } } } }',
  );
  const { variant } = data;
  ids = {
    graph: variant.graph.id,
    variant: variant.id,
    launch: variant.currentLaunch.id,
    version: variant.currentLaunch.version.id,
  };
});
afterAll(async () => {
  await registry?.stop();
  await database?.drop();
});

const codes = ({ errors }: Answer) => errors.map((error) => error.extensions.code);
const ENTITIES = `query ($r: [_Any!]!) { _entities(representations: $r) {
  ... on Graph { id } ... on Variant { id } ... on SubgraphVersion { id } ... on Launch { id } } }`;
const representations = () => [
  { __typename: 'Graph', id: ids.graph },
  { __typename: 'Graph', name: 'shop' },
  { __typename: 'Variant', id: ids.variant },
  { __typename: 'Variant', ref: 'shop@current' },
  { __typename: 'SubgraphVersion', id: ids.version },
  { __typename: 'Launch', id: ids.launch },
];

interface Attempt {
  query: string;
  variables: () => object;
}
const queries: Record<string, Attempt & { nothing: unknown }> = {
  graph: { query: '{ answer: graph(name: "shop") { id } }', variables: () => ({}), nothing: null },
  graphs: {
    query: '{ answer: graphs { totalCount edges { node { id } } } }',
    variables: () => ({}),
    nothing: { totalCount: 0, edges: [] },
  },
  variant: { query: '{ answer: variant(ref: "shop@current") { id } }', variables: () => ({}), nothing: null },
  launch: {
    query: 'query ($id: ID!) { answer: launch(id: $id) { id } }',
    variables: () => ({ id: ids.launch }),
    nothing: null,
  },
};
const mutations: Record<string, Attempt & { permission: Permission; refused: string }> = {
  createGraph: {
    query: 'mutation ($input: CreateGraphInput!) { createGraph(input: $input) { created variant { id } } }',
    variables: () => ({ input: { ref: 'shop@new' } }),
    permission: 'graph:create',
    refused: 'GRAPH_NAME_TAKEN',
  },
  publishSubgraph: {
    query: 'mutation ($input: PublishSubgraphInput!) { publishSubgraph(input: $input) { changed } }',
    variables: () => ({ input: { ref: 'shop', name: 'c', sdl: sdlOf('c'), routingUrl } }),
    permission: 'subgraph:publish',
    refused: 'GRAPH_NOT_FOUND',
  },
  checkSubgraph: {
    query: 'mutation ($input: CheckSubgraphInput!) { checkSubgraph(input: $input) { passed } }',
    variables: () => ({ input: { ref: 'shop', name: 'a', sdl: sdlOf('a') } }),
    permission: 'subgraph:check',
    refused: 'GRAPH_NOT_FOUND',
  },
  deleteSubgraph: {
    query: 'mutation ($input: DeleteSubgraphInput!) { deleteSubgraph(input: $input) { passed } }',
    variables: () => ({ input: { ref: 'shop', name: 'a' } }),
    permission: 'subgraph:delete',
    refused: 'GRAPH_NOT_FOUND',
  },
};

describe('the attempts below', () => {
  it('cover every query, mutation and entity of the schema', () => {
    const fields: Record<string, string[]> = {};
    const entities: string[] = [];
    for (const definition of parse(readFileSync(REGISTRY_SCHEMA, 'utf8')).definitions) {
      if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
      fields[definition.name.value] = (definition.fields ?? []).map((field) => field.name.value);
      for (const directive of definition.directives ?? [])
        if (directive.name.value === 'key' && directive.arguments?.length === 1)
          entities.push(definition.name.value);
    }
    expect(Object.keys(queries).toSorted()).toEqual(fields['Query']?.toSorted());
    expect(Object.keys(mutations).toSorted()).toEqual(fields['Mutation']?.toSorted());
    // Of an organisation the registry knows no more than its key; see below.
    expect(representations().map(({ __typename }) => __typename)).toEqual(
      entities.filter((name) => name !== 'Organisation'),
    );
  });
});

describe.each([
  ['another organisation', other],
  ['the same organisation, scoped to another graph', outOfScope],
])('a key of %s', (_title, stranger) => {
  it.each(Object.entries(queries))(
    'finds nothing by the query %s',
    async (_name, { query, variables, nothing }) => {
      const answer = await registry.ask(query, variables(), stranger);
      expect(answer.errors).toEqual([]);
      expect(answer.data.answer).toEqual(nothing);
      // And acme does, by the very same question.
      expect((await registry.ask(query, variables())).data.answer).not.toEqual(nothing);
    },
  );

  it('finds nothing by entity keys', async () => {
    const answer = await registry.ask(ENTITIES, { r: representations() }, stranger);
    expect(answer.errors).toEqual([]);
    expect(answer.data._entities).toEqual(Array(6).fill(null));
    const own = await registry.ask(ENTITIES, { r: representations() });
    expect(own.data._entities.map((entity: { id: string }) => entity.id)).toEqual([
      ids.graph,
      ids.graph,
      ids.variant,
      ids.variant,
      ids.version,
      ids.launch,
    ]);
  });

  it.each(Object.entries(mutations))(
    'is turned away by the mutation %s',
    async (_name, { query, variables, refused }) => {
      const before = await registry.ask('{ variant(ref: "shop") { launches { totalCount } } }');
      expect(codes(await registry.ask(query, variables(), stranger))).toEqual([refused]);
      expect(await registry.ask('{ variant(ref: "shop") { launches { totalCount } } }')).toMatchObject({
        data: before.data,
      });
    },
  );
});

it('hears the same of a graph of others as of one that is not there', async () => {
  for (const { query, variables } of [
    mutations['publishSubgraph'],
    mutations['checkSubgraph'],
    mutations['deleteSubgraph'],
  ] as Attempt[]) {
    const { input } = variables() as { input: object };
    const answers = await Promise.all(
      ['shop', 'nosuch'].map((ref) => registry.ask(query, { input: { ...input, ref } }, other)),
    );
    const [theirs, none] = answers.map(({ errors }) =>
      JSON.stringify(errors).replaceAll(/shop|nosuch/g, 'it'),
    );
    expect(theirs).toBe(none);
  }
});

describe('the changes of an organisation', () => {
  const AUDIT = `query ($r: [_Any!]!) { _entities(representations: $r) {
    ... on Organisation { graphAudit { totalCount } } } }`;
  const read = (as?: Actor) => registry.ask(AUDIT, { r: [{ __typename: 'Organisation', id: 'acme' }] }, as);

  it('are not there for another one', async () => {
    expect(await read(other)).toMatchObject({ errors: [], data: { _entities: [null] } });
  });

  it.each([
    ['scoped to a graph', outOfScope],
    ['without the permission', actor({ permissions: ['graph:read'] })],
  ])('are denied to a key %s', async (_title, as) => {
    expect(codes(await read(as))).toEqual(['PERMISSION_DENIED']);
  });

  it('are shown to those who may', async () => {
    expect((await read()).data._entities[0].graphAudit.totalCount).toBeGreaterThan(0);
  });
});

it('creates nothing in another organisation', async () => {
  const answer = await registry.ask(
    mutations['createGraph']?.query ?? '',
    { input: { ref: 'planted', organisationId: 'acme' } },
    other,
  );
  expect(codes(answer)).toEqual(['PERMISSION_DENIED']);
  expect((await registry.ask('{ graph(name: "planted") { id } }')).data.graph).toBeNull();
});

describe('a key without the permission', () => {
  const without = (...permissions: Permission[]) =>
    actor({ permissions: acme.permissions.filter((permission) => !permissions.includes(permission)) });

  it.each(Object.entries(queries))('is denied the query %s', async (_name, { query, variables }) => {
    expect(codes(await registry.ask(query, variables(), without('graph:read')))).toEqual([
      'PERMISSION_DENIED',
    ]);
  });

  it.each(Object.entries(mutations))(
    'is denied the mutation %s',
    async (_name, { query, variables, permission }) => {
      expect(codes(await registry.ask(query, variables(), without(permission)))).toEqual([
        'PERMISSION_DENIED',
      ]);
    },
  );

  it('is denied entities, whether or not they exist', async () => {
    const unknown = { __typename: 'Launch', id: '00000000-0000-0000-0000-000000000000' };
    const r = [...representations(), unknown];
    expect(codes(await registry.ask(ENTITIES, { r }, without('graph:read')))).toEqual(
      Array(r.length).fill('PERMISSION_DENIED'),
    );
  });

  it('is denied the supergraph without supergraph:read, and sees the rest', async () => {
    const answer = await registry.ask(
      '{ variant(ref: "shop") { ref supergraph { sdl } currentLaunch { sequence supergraph { hash } } } }',
      {},
      without('supergraph:read'),
    );
    expect(codes(answer)).toEqual(['PERMISSION_DENIED', 'PERMISSION_DENIED']);
    expect(answer.data.variant).toEqual({
      ref: 'shop@current',
      supergraph: null,
      currentLaunch: { sequence: 2, supergraph: null },
    });
  });

  it('that may only publish learns what became of its publish, and nothing else of the graph', async () => {
    const publisher = actor({ permissions: ['subgraph:publish'] });
    const answer = await registry.ask(
      `mutation ($input: PublishSubgraphInput!) { publishSubgraph(input: $input) {
        version { status sdl routingUrl } launch { status version { subgraphName } variant { ref } } } }`,
      { input: { ref: 'shop', name: 'a', sdl: sdlOf('a'), routingUrl } },
      publisher,
    );
    expect(answer.errors).toMatchObject([
      { path: ['publishSubgraph', 'launch', 'variant'], extensions: { code: 'PERMISSION_DENIED' } },
    ]);
    const told = await registry.ask(
      `mutation ($input: PublishSubgraphInput!) { publishSubgraph(input: $input) {
        version { status } launch { status problems { code } version { subgraphName } } } }`,
      { input: { ref: 'shop', name: 'a', sdl: sdlOf('a'), routingUrl } },
      publisher,
    );
    expect(told.errors).toEqual([]);
    expect(told.data.publishSubgraph).toEqual({
      version: { status: 'ACTIVE' },
      launch: { status: 'COMPLETED', problems: [], version: { subgraphName: 'a' } },
    });
    const reach = [
      'subgraphs { totalCount }',
      'subgraph(name: "a") { name }',
      'launches { totalCount }',
      'graph { name }',
      'currentLaunch { id }',
    ];
    for (const field of reach) {
      const created = await registry.ask(
        `mutation { createGraph(input: { ref: "shop" }) { variant { ref ${field} } } }`,
        {},
        actor({ permissions: ['graph:create'] }),
      );
      expect(codes(created)).toEqual(['PERMISSION_DENIED']);
    }
  });
});

describe('what is asked by strange keys', () => {
  it.each([
    ['{ graph(name: "no such") { id } }', { graph: null }],
    ['{ graph(name: "\\u0000") { id } }', { graph: null }],
    ['{ variant(ref: "shop@current@x") { id } }', { variant: null }],
    ['{ variant(ref: "\\u0000") { id } }', { variant: null }],
    ['{ variant(ref: "shop") { subgraph(name: "\\u0000") { name } } }', { variant: { subgraph: null } }],
    ['{ launch(id: "1 or 1=1") { id } }', { launch: null }],
    ['{ launch(id: "\\u0000") { id } }', { launch: null }],
    ['{ launch(id: "00000000-0000-0000-0000-000000000000") { id } }', { launch: null }],
  ])('%s', async (query, data) => {
    const answer = await registry.ask(query);
    expect(answer.errors).toEqual([]);
    expect(answer.data).toEqual(data);
  });

  it.each([
    ['{ graphs(first: 0) { totalCount } }', 'INPUT_INVALID'],
    ['{ graphs(first: 101) { totalCount } }', 'INPUT_INVALID'],
    ['{ graphs(after: "nonsense") { totalCount } }', 'CURSOR_INVALID'],
    ['{ variant(ref: "shop") { launches(after: "WyJ4Il0") { totalCount } } }', 'CURSOR_INVALID'],
    ['{ variant(ref: "shop") { launches(after: "WzFlNjBd") { edges { cursor } } } }', 'CURSOR_INVALID'],
    ['{ variant(ref: "shop") { launches(after: "WzEuNV0") { edges { cursor } } } }', 'CURSOR_INVALID'],
  ])('%s is %s', async (query, code) => {
    expect(codes(await registry.ask(query))).toEqual([code]);
  });
});

describe('without a valid actor header', () => {
  const post = (query: string, header?: string) =>
    fetch(`${registry.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(header !== undefined && { [ACTOR_HEADER]: header }),
      },
      body: JSON.stringify({ query }),
    });
  const headers: [string, () => string | undefined][] = [
    ['none', () => undefined],
    ['nonsense', () => 'a.b'],
    ['another key', () => signActor(acme, Buffer.alloc(32, 1))],
    ['an old one', () => signActor(acme, signingKey, Date.now() - ACTOR_LIFE_MS - 1)],
    ['two', () => `${signActor(acme, signingKey)}, ${signActor(other, signingKey)}`],
  ];

  it.each(headers)('nothing is answered, the schema included: %s', async (_title, header) => {
    for (const query of ['{ _service { sdl } }', '{ graphs { totalCount } }', '{ __typename }']) {
      const response = await post(query, header());
      const body = (await response.json()) as Answer;
      expect([response.status, codes(body), body.data]).toEqual([401, ['ACTOR_REQUIRED'], undefined]);
    }
  });

  it('and with one the schema is told', async () => {
    const response = await post('{ _service { sdl } }', signActor(acme, signingKey));
    const { data } = (await response.json()) as Answer;
    expect(data._service.sdl).toContain('type SubgraphVersion');
  });
});

describe('how much SQL a question costs', () => {
  const QUESTION = `query ($first: Int!) { graphs(first: $first) { totalCount edges { node {
    id name organisation { id }
    variants(first: $first) { totalCount edges { node {
      ref graph { name } supergraph { hash sdl apiSdl } currentLaunch { sequence supergraph { hash } }
      subgraph(name: "a") { name }
      subgraphs(first: $first) { totalCount edges { node { name
        activeVersion { sdl status createdBy { id } }
        versions(first: $first) { totalCount edges { node { sdl status gitContext { branch } } } } } } }
      launches(first: $first) { totalCount edges { node { sequence variant { ref } version { status sdl } supergraph { sdl } } } }
    } } } } } } }`;
  let counted: RunningRegistry;
  const GRAPHS = ['g1', 'g2', 'g3', 'g4', 'g5'];
  const many = actor({ organisationId: 'many' });

  beforeAll(async () => {
    process.env['KONTOR_COUNT_SQL'] = 'true';
    counted = await startRegistry({ databaseUrl: database.url });
    for (const graph of GRAPHS)
      for (const variant of ['current', 'staging']) {
        const ref = `${graph}@${variant}`;
        await createGraph(counted, ref, many);
        for (const name of ['a', 'b', 'c'])
          await counted.publish({ ref, name, sdl: sdlOf(`${graph}_${name}`), routingUrl }, many);
        await counted.publish({ ref, name: 'a', sdl: sdlOf(`${graph}_a`, 'more: Int'), routingUrl }, many);
      }
  });
  afterAll(async () => {
    await counted?.stop();
    Reflect.deleteProperty(process.env, 'KONTOR_COUNT_SQL');
  });

  /**
   * Statements that the question needs at most: one to three for each place in it that reads something. Which of them
   * coincide is a matter of timing; how many things there are in the answer is not.
   */
  const STATEMENTS_MAX = 40;

  it('does not grow with the number of things in the answer', async () => {
    const { data, errors, headers } = await counted.ask(QUESTION, { first: 100 }, many);
    expect(errors).toEqual([]);
    const variants = data.graphs.edges.flatMap(({ node }: { node: Node }) => node.variants?.edges ?? []);
    expect(variants).toHaveLength(2 * GRAPHS.length);
    for (const { node } of variants) {
      expect(node.subgraphs.edges.map((edge: { node: Node }) => edge.node.name)).toHaveLength(3);
      expect(node.launches.edges.map((edge: { node: Node }) => edge.node.sequence)).toEqual([4, 3, 2, 1]);
      expect(node.launches.edges[3].node.version.status).toBe('SUPERSEDED');
    }
    const queries = Number(headers.get('kontor-sql-queries'));
    expect(queries).toBeGreaterThan(0);
    expect(queries).toBeLessThanOrEqual(STATEMENTS_MAX);
    expect(variants.length * 3 * 4).toBeGreaterThan(STATEMENTS_MAX);
  });
});

interface Node {
  name?: string;
  sequence?: number;
  variants?: { edges: { node: Node }[] };
}
