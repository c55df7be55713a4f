import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fakeIo } from '../io.fake.js';
import { readSupergraphConfig } from './supergraph-config.js';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'kontor-supergraph-'));
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

const read = async (yaml: string, env: Record<string, string> = {}) => {
  const path = join(cwd, 'supergraph.yaml');
  await writeFile(path, yaml);
  return readSupergraphConfig('supergraph.yaml', path, fakeIo({ cwd, env }));
};

describe('supergraph.yaml', () => {
  it('is read as rover has it', async () => {
    const config = await read(
      `
federation_version: =2.9.0
subgraphs:
  products:
    routing_url: http://products/graphql
    schema:
      file: ./products.graphql
  reviews:
    schema:
      subgraph_url: http://localhost:4002/graphql
      introspection_headers:
        authorization: Bearer \${env.TOKEN}
  users:
    routing_url: http://users/graphql
    schema:
      sdl: "type Query { me: ID }"
  stock:
    schema:
      graphref: shop@current
      subgraph: inventory
`,
      { TOKEN: 'secret' },
    );
    expect(config).toEqual({
      folder: cwd,
      subgraphs: [
        {
          name: 'products',
          routingUrl: 'http://products/graphql',
          schema: { kind: 'file', path: './products.graphql' },
        },
        {
          name: 'reviews',
          routingUrl: undefined,
          schema: {
            kind: 'running',
            url: 'http://localhost:4002/graphql',
            headers: { authorization: 'Bearer secret' },
          },
        },
        {
          name: 'users',
          routingUrl: 'http://users/graphql',
          schema: { kind: 'sdl', sdl: 'type Query { me: ID }' },
        },
        {
          name: 'stock',
          routingUrl: undefined,
          schema: { kind: 'registry', ref: 'shop@current', subgraph: 'inventory' },
        },
      ],
    });
  });

  it.each([
    ['federation_version: 1\nsubgraphs: {a: {routing_url: http://a, schema: {sdl: x}}}', /Federation 2/],
    ['subgraphs: {}', /names no subgraphs/],
    ['subgraphs: {a: {schema: {file: a.graphql}}}', /"a" has no routing_url/],
    ['subgraphs: {a: {routing_url: http://a, schema: {}}}', /subgraphs.a.schema needs one of/],
    ['subgraphs: {a: {routing_url: http://a}}', /subgraphs\.a\.schema/],
    ['subgraphs: {"a b": {routing_url: http://a, schema: {sdl: x}}}', /"a b" is not a name/],
    ['subgraphs: {a: {schema: {subgraph_url: "ftp://a"}}}', /not an http or https URL/],
    ['subgraphs: {a: {schema: {graphref: "a@b@c"}}}', /not a graph reference/],
    ['subgraphs: {a: {routing_url: "${env.MISSING}", schema: {sdl: x}}}', /MISSING is not set/],
    ['subgraphs: [', /is not YAML/],
    ['just text', /the file/],
  ])('refuses %s', async (yaml, message) => {
    await expect(read(yaml)).rejects.toMatchObject({
      code: 'SUPERGRAPH_CONFIG_INVALID',
      exitCode: 3,
      message: expect.stringMatching(message) as unknown,
    });
  });

  it('may be the graph.yaml of wgc', async () => {
    const config = await read(`
version: 1
subgraphs:
  - name: products
    routing_url: http://products/graphql
    schema: { file: ./products.graphql }
    subscription: { url: http://products/ws, protocol: ws }
  - name: reviews
    routing_url: http://reviews/graphql
    introspection: { url: http://reviews/schema, headers: { authorization: secret } }
  - name: users
    routing_url: http://users/graphql
`);
    expect(config.subgraphs).toEqual([
      {
        name: 'products',
        routingUrl: 'http://products/graphql',
        schema: { kind: 'file', path: './products.graphql' },
      },
      {
        name: 'reviews',
        routingUrl: 'http://reviews/graphql',
        schema: { kind: 'running', url: 'http://reviews/schema', headers: { authorization: 'secret' } },
      },
      {
        name: 'users',
        routingUrl: 'http://users/graphql',
        schema: { kind: 'running', url: 'http://users/graphql', headers: {} },
      },
    ]);
  });

  it.each([
    [
      'subgraphs: [{name: a, routing_url: "http://a"}, {name: a, routing_url: "http://b"}]',
      /names "a" twice/,
    ],
    ['subgraphs: [{routing_url: "http://a"}]', /subgraphs\.0\.name/],
    ['subgraphs: [{name: a}]', /subgraphs\.a\.schema/],
    ['subgraphs: [{name: __proto__, routing_url: "http://a"}]', /"__proto__" is not a name/],
  ])('refuses %s', async (yaml, message) => {
    await expect(read(yaml)).rejects.toMatchObject({
      code: 'SUPERGRAPH_CONFIG_INVALID',
      message: expect.stringMatching(message) as unknown,
    });
  });

  it('names a file that is not there', async () => {
    await expect(
      readSupergraphConfig('no.yaml', join(cwd, 'no.yaml'), fakeIo({ cwd })),
    ).rejects.toMatchObject({ code: 'SUPERGRAPH_CONFIG_INVALID' });
  });

  it('is not blown up by aliases', async () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefgh'
        .split('')
        .map((name, index) => `${name}: &${name} [${`*${'abcdefgh'[index]},`.repeat(9)}]`),
    ].join('\n');
    await expect(read(bomb)).rejects.toMatchObject({ code: 'SUPERGRAPH_CONFIG_INVALID' });
  });
});
