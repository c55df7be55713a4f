import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { artifactHash } from '@kontor/protocol';
import type { TestDatabase } from '@kontor/testkit';
import {
  acme,
  actor,
  brokenSdl,
  CREATE_GRAPH,
  createGraph,
  LAUNCH_FIELDS,
  registryDatabase,
  sdlOf,
  startRegistry,
  type RunningRegistry,
} from './registry-harness.js';

// A machine that has other work to do is slow, not wrong.
jest.setTimeout(60_000);

let database: TestDatabase;
let registry: RunningRegistry;

beforeAll(async () => {
  database = await registryDatabase();
  registry = await startRegistry({ databaseUrl: database.url });
});
afterAll(async () => {
  await registry?.stop();
  await database?.drop();
});

const routingUrl = 'http://127.0.0.1:9/graphql';

const CHECK = `mutation ($input: CheckSubgraphInput!) {
  checkSubgraph(input: $input) { passed supergraphHash problems { code } hints { code } }
}`;
const DELETE = `mutation ($input: DeleteSubgraphInput!) {
  deleteSubgraph(input: $input) { passed problems { code locations { subgraph } } launch { ${LAUNCH_FIELDS} } }
}`;
const VARIANT = `query ($ref: String!) {
  variant(ref: $ref) {
    ref name graph { name organisation { id } createdBy { id } }
    currentLaunch { id sequence }
    supergraph { hash sdl apiSdl }
    subgraphs { totalCount edges { node { name activeVersion { id sdl sdlHash routingUrl status } } } }
    launches { totalCount edges { node { sequence status cause subgraphName version { id } problems { code } } } }
  }
}`;

describe('creating graphs', () => {
  it('creates a graph with its variant, adds variants, and finds both there the second time', async () => {
    const create = (ref: string) => registry.ask(CREATE_GRAPH, { input: { ref } });
    expect((await create('made')).data.createGraph).toMatchObject({
      created: true,
      variant: { ref: 'made@current' },
    });
    expect((await create('made@staging')).data.createGraph).toMatchObject({
      created: true,
      variant: { ref: 'made@staging' },
    });
    expect((await create('made@staging')).data.createGraph.created).toBe(false);
    expect((await create('made')).data.createGraph.created).toBe(false);
    const { data } = await registry.ask(
      '{ graph(name: "made") { variants { totalCount edges { node { name } } } } }',
    );
    expect(data.graph.variants).toEqual({
      totalCount: 2,
      edges: [{ node: { name: 'current' } }, { node: { name: 'staging' } }],
    });
  });

  it('writes nothing on a dry run', async () => {
    const dry = await registry.ask(CREATE_GRAPH, { input: { ref: 'dry', dryRun: true } });
    expect(dry.data.createGraph).toEqual({ created: true, variant: null });
    expect((await registry.ask('{ graph(name: "dry") { id } }')).data.graph).toBeNull();
  });

  it('lets one of many that create the same graph at once create it, and the others find it', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => registry.ask(CREATE_GRAPH, { input: { ref: 'raced' } })),
    );
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    expect(answers.filter(({ data }) => data.createGraph.created)).toHaveLength(1);
    expect(new Set(answers.map(({ data }) => data.createGraph.variant.id)).size).toBe(1);
  });

  it.each(['1graph', 'a@b@c', 'a@', `${'x'.repeat(65)}`])('rejects the ref %s', async (ref) => {
    const { errors } = await registry.ask(CREATE_GRAPH, { input: { ref } });
    expect(errors.map((error) => error.extensions.code)).toEqual(['INPUT_INVALID']);
  });
});

describe('publishing', () => {
  beforeAll(() => createGraph(registry, 'shop'));

  it('records a version, completes its launch, and gateways can load the supergraph', async () => {
    const sdl = sdlOf('products');
    const { data, errors } = await registry.publish({ ref: 'shop', name: 'products', sdl, routingUrl });
    expect(errors).toEqual([]);
    expect(data.publishSubgraph).toMatchObject({
      changed: true,
      version: { status: 'ACTIVE', routingUrl },
      launch: { sequence: 1, status: 'COMPLETED', cause: 'PUBLISH', subgraphName: 'products', problems: [] },
    });
    const { variant } = (await registry.ask(VARIANT, { ref: 'shop' })).data;
    expect(variant).toMatchObject({
      ref: 'shop@current',
      graph: { name: 'shop', organisation: { id: 'acme' }, createdBy: { id: 'ci' } },
      currentLaunch: { sequence: 1 },
      subgraphs: {
        totalCount: 1,
        edges: [{ node: { name: 'products', activeVersion: { sdl, sdlHash: artifactHash(sdl) } } }],
      },
    });
    expect(variant.supergraph.hash).toBe(artifactHash(variant.supergraph.sdl));
    expect(variant.supergraph.sdl).toContain(routingUrl);
    expect(variant.supergraph.apiSdl).toContain('products: Of_products');
    expect(variant.supergraph.apiSdl).not.toContain('join__');
  });

  it('records nothing when schema and URL are those of the active version', async () => {
    const input = { ref: 'shop', name: 'products', sdl: sdlOf('products') };
    const first = (await registry.publish({ ...input, routingUrl })).data.publishSubgraph;
    const second = (await registry.publish(input)).data.publishSubgraph;
    expect(second).toEqual({ ...first, changed: false });
    expect((await registry.ask(VARIANT, { ref: 'shop' })).data.variant.launches.totalCount).toBe(1);
  });

  it('records a publish that only moves the routing URL, and an older version as superseded', async () => {
    const before = (await registry.publish({ ref: 'shop', name: 'products', sdl: sdlOf('products') })).data;
    const moved = await registry.publish({
      ref: 'shop',
      name: 'products',
      sdl: sdlOf('products'),
      routingUrl: 'http://127.0.0.1:10/graphql',
    });
    expect(moved.data.publishSubgraph).toMatchObject({
      changed: true,
      version: { routingUrl: 'http://127.0.0.1:10/graphql' },
      launch: { status: 'COMPLETED', sequence: 2 },
    });
    const { data } = await registry.ask(
      `{ variant(ref: "shop") { subgraph(name: "products") { versions { totalCount edges { node { id status } } } } } }`,
    );
    expect(data.variant.subgraph.versions).toEqual({
      totalCount: 2,
      edges: [
        { node: { id: moved.data.publishSubgraph.version.id, status: 'ACTIVE' } },
        { node: { id: before.publishSubgraph.version.id, status: 'SUPERSEDED' } },
      ],
    });
  });

  it('stores what does not compose as refused, with coded reasons and places, and changes nothing for clients', async () => {
    const before = (await registry.ask(VARIANT, { ref: 'shop' })).data.variant;
    const { data, errors } = await registry.publish({
      ref: 'shop',
      name: 'products',
      sdl: brokenSdl('products'),
    });
    expect(errors).toEqual([]);
    const { version, launch, changed } = data.publishSubgraph;
    expect(changed).toBe(true);
    expect(version.status).toBe('REFUSED');
    expect(launch).toMatchObject({ status: 'REFUSED', sequence: 3 });
    expect(launch.completedAt).not.toBeNull();
    expect(launch.problems[0]).toMatchObject({
      code: 'KEY_INVALID_FIELDS',
      message: expect.stringContaining('nosuch'),
      fix: expect.stringMatching(/\w/),
    });
    expect(launch.problems[0].locations[0]).toMatchObject({ subgraph: 'products', line: 4 });
    const after = (await registry.ask(VARIANT, { ref: 'shop' })).data.variant;
    expect({ ...after, launches: null }).toEqual({ ...before, launches: null });
  });

  it('refuses what the gateway would not enforce', async () => {
    const sdl = sdlOf('guarded')
      .replace('"@shareable"]', '"@shareable", "@authenticated"]')
      .replace('title: String', 'title: String @authenticated');
    const { data } = await registry.publish({ ref: 'shop', name: 'guarded', sdl, routingUrl });
    expect(data.publishSubgraph.launch).toMatchObject({
      status: 'REFUSED',
      problems: [{ fix: expect.any(String) }],
    });
  });

  it('keeps the precondition on the active version', async () => {
    const base = { ref: 'shop', name: 'conditional', routingUrl };
    const first = await registry.publish({ ...base, sdl: sdlOf('conditional'), ifActiveVersion: null });
    const { id } = first.data.publishSubgraph.version;
    const again = { ...base, sdl: sdlOf('conditional', 'a: Int') };
    for (const ifActiveVersion of [null, 'somebody-elses']) {
      const { errors } = await registry.publish({ ...again, ifActiveVersion });
      expect(errors.map((error) => error.extensions.code)).toEqual(['ACTIVE_VERSION_CHANGED']);
    }
    const taken = await registry.publish({ ...again, ifActiveVersion: id });
    expect(taken.data.publishSubgraph).toMatchObject({ changed: true, launch: { status: 'COMPLETED' } });
    // Its answer was lost, and the publisher repeats it word for word.
    expect((await registry.publish({ ...again, ifActiveVersion: id })).data.publishSubgraph.changed).toBe(
      false,
    );
  });

  it('lets exactly one of several publishes on the same condition through', async () => {
    const base = { ref: 'shop', name: 'elected', routingUrl, ifActiveVersion: null };
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((field) =>
        registry.publish({ ...base, sdl: sdlOf('elected', `${field}: Int`) }),
      ),
    );
    expect(answers.filter(({ data }) => data?.publishSubgraph.launch.status === 'COMPLETED')).toHaveLength(1);
    expect(answers.flatMap(({ errors }) => errors.map((error) => error.extensions.code))).toEqual(
      Array(3).fill('ACTIVE_VERSION_CHANGED'),
    );
  });

  it.each([
    ['a first publish without a routing URL', { name: 'new', sdl: sdlOf('new') }, 'ROUTING_URL_REQUIRED'],
    [
      'credentials in the routing URL',
      { routingUrl: 'http://user:secret@example.com/' },
      'ROUTING_URL_INVALID',
    ],
    ['a schema over the limit', { sdl: 'x'.repeat(2 * 1024 * 1024 + 1) }, 'SUBGRAPH_TOO_LARGE'],
    ['an empty schema', { sdl: '' }, 'INPUT_INVALID'],
    ['a name that is none', { name: 'no such name' }, 'INPUT_INVALID'],
    ['an unknown variant', { ref: 'shop@nosuch' }, 'VARIANT_NOT_FOUND'],
    ['an unknown graph', { ref: 'nosuch' }, 'GRAPH_NOT_FOUND'],
  ])('rejects %s without a trace', async (_title, wrong, code) => {
    const before = (await registry.ask(VARIANT, { ref: 'shop' })).data;
    const input = { ref: 'shop', name: 'products', sdl: sdlOf('products'), ...wrong };
    const { errors } = await registry.publish(input);
    expect(errors.map((error) => error.extensions.code)).toEqual([code]);
    expect(JSON.stringify(errors)).not.toContain('secret');
    expect((await registry.ask(VARIANT, { ref: 'shop' })).data).toEqual(before);
  });

  it('refuses a schema nested a hundred thousand deep', async () => {
    const sdl = `type Query { a: Int } ${'{'.repeat(100_000)}`;
    const { data } = await registry.publish({ ref: 'shop', name: 'deep', sdl, routingUrl });
    expect(data.publishSubgraph.launch).toMatchObject({ status: 'REFUSED' });
  });

  it('refuses a schema whose descriptions hold what no database stores', async () => {
    const sdl = sdlOf('nul').replace('type Query', '"a \\u0000 character" type Query');
    const { data, errors } = await registry.publish({ ref: 'shop', name: 'nul', sdl, routingUrl });
    expect(errors).toEqual([]);
    expect(data.publishSubgraph.launch).toMatchObject({
      status: 'REFUSED',
      problems: [{ code: 'INVALID_GRAPHQL', message: expect.stringContaining('U+0000') }],
    });
  });

  it('keeps where the source stands, without credentials', async () => {
    await registry.publish({
      ref: 'shop',
      name: 'sourced',
      sdl: sdlOf('sourced'),
      routingUrl,
      gitContext: {
        branch: 'main',
        message: 'First\n\nMore',
        remoteUrl: 'https://me:token@example.com/x.git',
      },
    });
    const { data } = await registry.ask(
      `{ variant(ref: "shop") { subgraph(name: "sourced") { activeVersion {
        gitContext { branch commit author message remoteUrl } createdBy { id } } } } }`,
    );
    expect(data.variant.subgraph.activeVersion).toEqual({
      gitContext: {
        branch: 'main',
        commit: null,
        author: null,
        message: 'First',
        remoteUrl: 'https://example.com/x.git',
      },
      createdBy: { id: 'ci' },
    });
  });
});

describe('checking', () => {
  beforeAll(async () => {
    await createGraph(registry, 'checked');
    await registry.publish({ ref: 'checked', name: 'a', sdl: sdlOf('a'), routingUrl });
  });
  const launches = async () =>
    (await registry.ask(VARIANT, { ref: 'checked' })).data.variant.launches.totalCount;

  it('tells the hash that a publish would bring, and writes nothing', async () => {
    const proposal = { ref: 'checked', name: 'b', sdl: sdlOf('b'), routingUrl };
    const { checkSubgraph } = (await registry.ask(CHECK, { input: proposal })).data;
    expect(checkSubgraph).toMatchObject({ passed: true, problems: [] });
    expect(await launches()).toBe(1);
    await registry.publish(proposal);
    const { variant } = (await registry.ask(VARIANT, { ref: 'checked' })).data;
    expect(variant.supergraph.hash).toBe(checkSubgraph.supergraphHash);
  });

  it('claims no hash while the routing URL is not known', async () => {
    const input = { ref: 'checked', name: 'c', sdl: sdlOf('c') };
    expect((await registry.ask(CHECK, { input })).data.checkSubgraph).toMatchObject({
      passed: true,
      supergraphHash: null,
    });
  });

  it('says why not', async () => {
    const input = { ref: 'checked', name: 'a', sdl: brokenSdl('a') };
    expect((await registry.ask(CHECK, { input })).data.checkSubgraph).toMatchObject({
      passed: false,
      supergraphHash: null,
      problems: [{ code: 'KEY_INVALID_FIELDS' }],
    });
  });

  it('without a schema asks about a deletion', async () => {
    const check = async (name: string) => registry.ask(CHECK, { input: { ref: 'checked', name } });
    expect((await check('a')).data.checkSubgraph.passed).toBe(true);
    expect((await check('nosuch')).errors[0]?.extensions.code).toBe('SUBGRAPH_NOT_FOUND');
  });
});

describe('deleting', () => {
  beforeAll(async () => {
    await createGraph(registry, 'pruned');
    for (const name of ['a', 'b'])
      await registry.publish({ ref: 'pruned', name, sdl: sdlOf(name), routingUrl });
  });
  const remove = (name: string, dryRun = false) =>
    registry.ask(DELETE, { input: { ref: 'pruned', name, dryRun } });

  it('on a dry run says what would become of it', async () => {
    expect((await remove('a', true)).data.deleteSubgraph).toEqual({
      passed: true,
      problems: [],
      launch: null,
    });
    expect((await registry.ask(VARIANT, { ref: 'pruned' })).data.variant.subgraphs.totalCount).toBe(2);
  });

  it('takes the subgraph out, and its version counts as deleted', async () => {
    const before = (await registry.ask(VARIANT, { ref: 'pruned' })).data.variant;
    const { deleteSubgraph } = (await remove('a')).data;
    expect(deleteSubgraph).toMatchObject({
      passed: true,
      problems: [],
      launch: { status: 'COMPLETED', cause: 'DELETE', sequence: 3, version: null },
    });
    const after = (await registry.ask(VARIANT, { ref: 'pruned' })).data.variant;
    expect(after.subgraphs).toMatchObject({ totalCount: 1, edges: [{ node: { name: 'b' } }] });
    expect(after.supergraph.sdl).not.toContain('Of_a');
    const { id } = before.subgraphs.edges[0].node.activeVersion;
    const { data } = await registry.ask(
      `query ($r: [_Any!]!) { _entities(representations: $r) { ... on SubgraphVersion { status subgraphName } } }`,
      { r: [{ __typename: 'SubgraphVersion', id }] },
    );
    expect(data._entities).toEqual([{ status: 'DELETED', subgraphName: 'a' }]);
  });

  it('rejects what is not there', async () => {
    expect((await remove('a')).errors[0]?.extensions.code).toBe('SUBGRAPH_NOT_FOUND');
  });

  it('refuses to leave nothing, and records that', async () => {
    const { deleteSubgraph } = (await remove('b')).data;
    expect(deleteSubgraph).toMatchObject({
      passed: false,
      problems: [{ code: 'SUPERGRAPH_EMPTY', locations: [{ subgraph: 'b' }] }],
      launch: { status: 'REFUSED', sequence: 4 },
    });
    expect((await registry.ask(VARIANT, { ref: 'pruned' })).data.variant.subgraphs.totalCount).toBe(1);
  });

  it('lets a deleted subgraph come back, and shares the artifact that came back with it', async () => {
    const back = await registry.publish({ ref: 'pruned', name: 'a', sdl: sdlOf('a'), routingUrl });
    expect(back.data.publishSubgraph).toMatchObject({
      changed: true,
      launch: { status: 'COMPLETED', sequence: 5 },
    });
    const { data } = await registry.ask(
      `{ variant(ref: "pruned") { launches { edges { node { sequence supergraph { hash } } } } } }`,
    );
    const hashes = new Map<number, string | undefined>(
      data.variant.launches.edges.map(
        ({ node }: { node: { sequence: number; supergraph: { hash: string } | null } }) =>
          [node.sequence, node.supergraph?.hash] as const,
      ),
    );
    expect(hashes.get(5)).toBe(hashes.get(2));
    expect(hashes.get(4)).toBeUndefined();
  });
});

describe('publishing as Kontor itself', () => {
  const publish = (sdl: string) =>
    registry.registry.publishAsSystem({
      ref: 'kontor',
      organisationId: 'first',
      name: 'own',
      sdl,
      routingUrl,
    });

  it('creates the graph for its owner, publishes, and replaces only its own', async () => {
    expect(await publish(sdlOf('own'))).toMatchObject({ kind: 'published', changed: true });
    expect(await publish(sdlOf('own'))).toMatchObject({ kind: 'published', changed: false });
    expect(await publish(sdlOf('own', 'more: Int'))).toMatchObject({ kind: 'published', changed: true });
    const owner = actor({ organisationId: 'first', id: 'team' });
    const { data } = await registry.ask('{ graph(name: "kontor") { createdBy { id } } }', {}, owner);
    expect(data.graph).toEqual({ createdBy: { id: 'system' } });

    await registry.publish({ ref: 'kontor', name: 'own', sdl: sdlOf('own', 'teams: Int') }, owner);
    expect(await publish(sdlOf('own'))).toMatchObject({ kind: 'kept', version: { createdById: 'team' } });
  });

  it('does not take a graph from another organisation', async () => {
    await createGraph(registry, 'theirs', acme);
    const taken = await registry.registry.publishAsSystem({
      ref: 'theirs',
      organisationId: 'first',
      name: 'own',
      sdl: sdlOf('own'),
      routingUrl,
    });
    expect(taken).toMatchObject({ kind: 'rejected', code: 'GRAPH_NAME_TAKEN' });
  });
});
