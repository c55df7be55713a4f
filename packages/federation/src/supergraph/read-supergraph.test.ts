import { describe, expect, it } from '@jest/globals';
import { printSchema } from 'graphql';
import { artifactHash } from '@kontor/protocol';
import { compose } from '../compose.js';
import { SUPERGRAPH_LIMITS } from '../limits.js';
import { readSupergraph } from './read-supergraph.js';

const supergraphOf = (urls: Record<string, string>): string => {
  const result = compose(
    Object.entries(urls).map(([name, url]) => ({
      name,
      url,
      sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@inaccessible"])\ntype Query { ${name}: Int secret_${name}: Int @inaccessible }`,
    })),
  );
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.problems));
  return result.supergraphSdl;
};

const GOOD = supergraphOf({ b: 'http://b.test/graphql', a: 'https://a.test/graphql' });

const problemsOf = (sdl: string) => {
  const reading = readSupergraph(sdl);
  return reading.kind === 'refused' ? reading.problems : [];
};

describe('readSupergraph', () => {
  it('gives the hash, the subgraphs and what clients see', () => {
    const reading = readSupergraph(GOOD);
    if (reading.kind === 'refused') throw new Error('refused');
    expect(reading.hash).toBe(artifactHash(GOOD));
    expect(reading.subgraphs).toEqual([
      { name: 'a', url: 'https://a.test/graphql' },
      { name: 'b', url: 'http://b.test/graphql' },
    ]);
    expect(printSchema(reading.apiSchema)).toBe('type Query {\n  a: Int\n  b: Int\n}');
    expect(reading.hints).toEqual([]);
  });

  it('hints at subgraphs that cannot be reached as they are', () => {
    const reading = readSupergraph(supergraphOf({ a: '', b: 'ftp://b.test/', c: 'http://c.test/' }));
    expect(reading.kind === 'readable' && reading.hints).toMatchObject([
      { code: 'SUBGRAPH_URL_UNUSABLE', message: expect.stringContaining('Subgraph a has no URL') },
      { code: 'SUBGRAPH_URL_UNUSABLE', message: expect.stringContaining('ftp://b.test/') },
    ]);
  });

  it('reads older supergraphs, which say @core', () => {
    const old = `schema @core(feature: "https://specs.apollo.dev/core/v0.2") @core(feature: "https://specs.apollo.dev/join/v0.1", for: EXECUTION) { query: Query }
directive @core(as: String, feature: String!, for: core__Purpose) repeatable on SCHEMA
directive @join__field(graph: join__Graph) on FIELD_DEFINITION
directive @join__graph(name: String!, url: String!) on ENUM_VALUE
enum core__Purpose { EXECUTION SECURITY }
enum join__Graph { A @join__graph(name: "a", url: "http://a.test/") }
type Query { a: Int @join__field(graph: A) }`;
    const reading = readSupergraph(old);
    expect(reading).toMatchObject({ kind: 'readable', subgraphs: [{ name: 'a' }] });
    expect(reading.kind === 'readable' && printSchema(reading.apiSchema)).toBe('type Query {\n  a: Int\n}');
  });

  it.each([
    ['nothing', '', /Unexpected <EOF>/],
    ['what does not parse', 'type Query {', /Expected Name/],
    ['a schema without links', 'type Query { a: Int }', /does not link the `join`/],
    [
      'a subgraph schema',
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9")\ntype Query { a: Int }',
      /this is a subgraph schema/,
    ],
    ['one without graphs', GOOD.replaceAll('join__Graph', 'other__Graph'), /no enum `join__Graph`/],
    [
      'one with a graph that has no name',
      GOOD.replace('B @join__graph(name: "b", url: "http://b.test/graphql")', 'B'),
      /no `@join__graph/,
    ],
    ['one that lists a subgraph twice', GOOD.replace('name: "b"', 'name: "a"'), /"a" twice/],
    [
      'one that points at a graph that is not there',
      GOOD.replace('@join__field(graph: B)', '@join__field(graph: Z)'),
      /refers to Z, which/,
    ],
    ['one with an unknown type', GOOD.replace('a: Int', 'a: Nope'), /Unknown type "Nope"/],
    [
      'one without its directives',
      GOOD.replaceAll(/^directive @join__graph.*$/gm, ''),
      /Unknown directive "@join__graph"/,
    ],
    [
      'one whose clients would see nothing',
      GOOD.replaceAll(': Int @join', ': Int @inaccessible @join'),
      /no valid schema/,
    ],
    [
      'one whose visible fields have a hidden type',
      GOOD.replace('a: Int', 'a: Hidden').concat('type Hidden @inaccessible { x: Int }'),
      /clients would see.*Hidden/,
    ],
    [
      'one whose query root is hidden',
      GOOD.replace('type Query\n', 'type Query @inaccessible\n'),
      /Query root type must be provided/,
    ],
    ['one too deep', `${GOOD} type D { d: ${'['.repeat(SUPERGRAPH_LIMITS.depthMax + 1)}`, /nests deeper/],
  ])('refuses %s', (_what, sdl, message) => {
    const problems = problemsOf(sdl);
    expect(problems.map(({ code }) => code)).toEqual(['SUPERGRAPH_INVALID']);
    expect(problems[0]?.message).toMatch(message);
    for (const { subgraph } of problems[0]?.locations ?? []) expect(subgraph).toBeNull();
  });

  it('says where in the file, when it knows', () => {
    expect(problemsOf('type Query {\n  a: }')[0]?.locations).toEqual([
      { subgraph: null, line: 2, column: 6, coordinate: null, derived: false },
    ]);
  });
});
