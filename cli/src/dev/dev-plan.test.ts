import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fakeIo } from '../io.fake.js';
import { type DevFlags, readDevPlan } from './dev-plan.js';

let cwd: string;
let empty: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'kontor-dev-plan-'));
  empty = await mkdtemp(join(tmpdir(), 'kontor-dev-plan-'));
  await writeFile(
    join(cwd, 'kontor.yaml'),
    'version: 1\ngraph: shop\nsubgraphs:\n  a: { schema: s/a.graphql, run: [node, a.js], port: 4101 }\n  b: { schema: s/b.graphql, run: [node, b.js], port: 4102 }\n',
  );
  await writeFile(
    join(cwd, 'supergraph.yaml'),
    'subgraphs:\n  a: { routing_url: "http://a/", schema: { file: a.graphql } }\n  b: { schema: { subgraph_url: "http://b/" } }\n',
  );
});
afterAll(async () => {
  for (const folder of [cwd, empty]) await rm(folder, { recursive: true, force: true });
});

const read = (flags: Partial<DevFlags>, folder = cwd, env: Record<string, string> = {}) =>
  readDevPlan({ name: [], schema: [], routingUrl: [], only: [], ...flags }, fakeIo({ cwd: folder, env }));

describe('what kontor dev works on', () => {
  it('is the kontor.yaml of the folder when nothing is named', async () => {
    expect(await read({})).toEqual({
      scope: 'shop@current',
      graph: undefined,
      file: join(cwd, 'kontor.yaml'),
      subgraphs: [
        {
          name: 'a',
          routingUrl: 'http://127.0.0.1:4101/graphql',
          schema: { kind: 'file', path: 's/a.graphql' },
          start: 'node a.js',
        },
        {
          name: 'b',
          routingUrl: 'http://127.0.0.1:4102/graphql',
          schema: { kind: 'file', path: 's/b.graphql' },
          start: 'node b.js',
        },
      ],
    });
  });

  it('is what a supergraph.yaml names', async () => {
    const { subgraphs, scope } = await read({ config: 'supergraph.yaml' });
    expect(subgraphs).toMatchObject([
      { name: 'a', routingUrl: 'http://a/', schema: { kind: 'file', path: 'a.graphql' } },
      { name: 'b', routingUrl: 'http://b/', schema: { kind: 'running', url: 'http://b/' } },
    ]);
    expect(scope).toMatch(/^local-[0-9a-f]{16}$/);
  });

  it('is what flags name, each with its schema and its address', async () => {
    const named = {
      name: ['a', 'b'],
      schema: ['a.graphql', 's/{b,c}.graphql'],
      routingUrl: ['http://a/', 'http://b/'],
    };
    expect((await read(named, empty)).subgraphs).toMatchObject([
      { name: 'a', schema: { path: 'a.graphql' }, routingUrl: 'http://a/' },
      { name: 'b', schema: { path: 's/{b,c}.graphql' }, routingUrl: 'http://b/' },
    ]);
    expect((await read({ name: ['a'], routingUrl: ['http://a/'] }, empty)).subgraphs).toMatchObject([
      { schema: { kind: 'running', url: 'http://a/' } },
    ]);
  });

  it('is some of a file, over a graph', async () => {
    const plan = await read({ graph: 'shop@staging', only: ['b'] });
    expect(plan).toMatchObject({ scope: 'shop@staging', graph: { graph: 'shop', variant: 'staging' } });
    expect(plan.subgraphs.map(({ name }) => name)).toEqual(['b']);
  });

  it('may leave the address to the graph', async () => {
    const named = { name: ['a'], schema: ['a.graphql'] };
    expect((await read({ ...named, graph: 'shop' }, empty)).subgraphs).toMatchObject([
      { routingUrl: undefined },
    ]);
    await expect(read(named, empty)).rejects.toMatchObject({ code: 'ROUTING_URL_REQUIRED', exitCode: 3 });
  });

  it.each<[Partial<DevFlags>, RegExp]>([
    [{}, /no kontor\.yaml here/],
    [{ schema: ['a.graphql'] }, /need a --name/],
    [{ name: ['a', 'b'], schema: ['a.graphql'] }, /--schema is given 1 times/],
    [{ name: ['a', 'a'], schema: ['x', 'y'], routingUrl: ['http://x', 'http://y'] }, /named twice/],
    [{ name: ['a b'], routingUrl: ['http://x'] }, /not a name/],
    [{ name: ['__proto__'], routingUrl: ['http://x'] }, /not a name/],
    [{ name: ['a'], routingUrl: ['ftp://x'] }, /not an http or https URL/],
    [{ name: ['a'] }, /neither --schema nor --routing-url/],
    [{ name: ['a'], schema: ['-'], routingUrl: ['http://x'] }, /standard input cannot be/],
    [{ config: '-' }, /standard input cannot be/],
    [{ config: 'x.yaml', name: ['a'], routingUrl: ['http://x'] }, /exclude each other/],
    [{ name: ['a'], routingUrl: ['http://x'], only: ['c'] }, /--only names "c"/],
    [{ graph: 'a@b@c', name: ['a'], routingUrl: ['http://x'] }, /not a graph reference/],
  ])('is refused as %j', async (flags, message) => {
    await expect(read(flags, empty)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(message) as unknown,
    });
  });
});
