import { describe, expect, it } from '@jest/globals';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { ERROR_CODES } from '@kontor/protocol';
import { compose } from '../compose.js';
import type { CompositionProblem } from '../problem.js';
import { findUnserved, readSupergraph } from '../supergraph/read-supergraph.js';
import type { UnservedCode } from './unserved-rule.js';
import { UNSERVED_RULES } from './unserved-rules.js';

const SPECS = 'https://specs.apollo.dev';
const fed = (...imports: string[]) => fedAt('2.9', ...imports);
const fedAt = (version: string, ...imports: string[]) =>
  `extend schema @link(url: "${SPECS}/federation/v${version}", import: ${JSON.stringify(imports)})\n`;

/** `at` is where subgraph "a" uses it: line:column coordinate. Subgraph "b" is always there and uses nothing. */
interface Case {
  code: UnservedCode;
  how: string;
  sdl: string;
  at: string[];
}

const CASES: Case[] = [
  {
    code: 'UNSERVED_AUTHENTICATED',
    how: 'imported',
    sdl: `${fed('@authenticated')}type Query { a: Int @authenticated }`,
    at: ['2:21 Query.a'],
  },
  {
    code: 'UNSERVED_AUTHENTICATED',
    how: 'imported under another name',
    sdl: `extend schema @link(url: "${SPECS}/federation/v2.9", import: [{ name: "@authenticated", as: "@auth" }])\ntype Query { a: Int @auth }`,
    at: ['2:21 Query.a'],
  },
  {
    code: 'UNSERVED_AUTHENTICATED',
    how: 'by its full name',
    sdl: `${fed()}type Query { a: Int @federation__authenticated }`,
    at: ['2:21 Query.a'],
  },
  {
    code: 'UNSERVED_AUTHENTICATED',
    how: 'by its full name under another prefix',
    sdl: `extend schema @link(url: "${SPECS}/federation/v2.9", as: "f")\ntype Query { a: Int @f__authenticated }`,
    at: ['2:21 Query.a'],
  },
  {
    code: 'UNSERVED_AUTHENTICATED',
    how: 'from its own specification',
    sdl: `${fed()}extend schema @link(url: "${SPECS}/authenticated/v0.1", for: SECURITY)\ntype Query { a: Int @authenticated }`,
    at: ['3:21 Query.a'],
  },
  {
    code: 'UNSERVED_AUTHENTICATED',
    how: 'with @link itself renamed',
    sdl: `extend schema @lnk(url: "${SPECS}/link/v1.0", as: "lnk") @lnk(url: "${SPECS}/federation/v2.9", import: ["@authenticated"])
directive @lnk(url: String, as: String, for: lnk__Purpose, import: [lnk__Import]) repeatable on SCHEMA
scalar lnk__Import
enum lnk__Purpose { SECURITY EXECUTION }
type Query { a: Int @authenticated }`,
    at: ['5:21 Query.a'],
  },
  {
    code: 'UNSERVED_AUTHENTICATED',
    how: 'on a type, a scalar and an enum, also in an extension',
    sdl: `${fed('@authenticated')}type Query { a: A s: S e: E }\ntype A { x: Int }\nextend type A @authenticated { y: Int }\nscalar S @authenticated\nenum E @authenticated { V }`,
    at: ['4:15 A', '5:10 S', '6:8 E'],
  },
  {
    code: 'UNSERVED_REQUIRES_SCOPES',
    how: 'imported',
    sdl: `${fed('@requiresScopes')}type Query { a: Int @requiresScopes(scopes: [["x"]]) }`,
    at: ['2:21 Query.a'],
  },
  {
    code: 'UNSERVED_REQUIRES_SCOPES',
    how: 'imported under another name',
    sdl: `extend schema @link(url: "${SPECS}/federation/v2.9", import: [{ name: "@requiresScopes", as: "@scopes" }])\ntype Query { a: Int @scopes(scopes: [["x"]]) }`,
    at: ['2:21 Query.a'],
  },
  {
    code: 'UNSERVED_POLICY',
    how: 'imported',
    sdl: `${fed('@policy')}type Query { a: Int @policy(policies: [["x"]]) }`,
    at: ['2:21 Query.a'],
  },
  {
    code: 'UNSERVED_POLICY',
    how: 'by its full name',
    sdl: `${fed()}type Query { a: Int @federation__policy(policies: [["x"]]) }`,
    at: ['2:21 Query.a'],
  },
  {
    code: 'UNSERVED_SUBSCRIPTION',
    how: 'by the default name',
    sdl: `${fed()}type Query { a: Int }\ntype Subscription { s: Int }`,
    at: ['3:1 Subscription'],
  },
  {
    code: 'UNSERVED_SUBSCRIPTION',
    how: 'under another name',
    sdl: `${fed()}schema { query: Q subscription: S }\ntype Q { a: Int }\ntype S { s: Int }`,
    at: ['4:1 S'],
  },
  {
    code: 'UNSERVED_SUBSCRIPTION',
    how: 'in an extension of the schema',
    sdl: `${fed()}extend schema { subscription: S }\ntype Query { a: Int }\ntype S { s: Int }`,
    at: ['4:1 S'],
  },
  {
    code: 'UNSERVED_SUBSCRIPTION',
    how: 'in a federation 1 subgraph, as an extension',
    sdl: 'type Query { a: Int }\nextend type Subscription { s: Int }',
    at: ['2:1 Subscription'],
  },
  {
    code: 'UNSERVED_COST',
    how: 'on a field',
    sdl: `${fed('@cost')}type Query { a: Int @cost(weight: 3) }`,
    at: ['2:21 Query.a'],
  },
  {
    code: 'UNSERVED_COST',
    how: 'on an argument, renamed',
    sdl: `extend schema @link(url: "${SPECS}/federation/v2.9", import: [{ name: "@cost", as: "@price" }])\ntype Query { a(x: Int @price(weight: 3)): Int }`,
    at: ['2:23 Query.a(x:)'],
  },
  {
    code: 'UNSERVED_LIST_SIZE',
    how: 'on a list',
    sdl: `${fed('@listSize')}type Query { a: [Int] @listSize(assumedSize: 3) }`,
    at: ['2:23 Query.a'],
  },
  {
    code: 'UNSERVED_CONNECTOR',
    how: 'with a source',
    sdl: `${fedAt('2.10')}extend schema @link(url: "${SPECS}/connect/v0.1", import: ["@connect", "@source"]) @source(name: "s", http: { baseURL: "https://x.test" })\ntype Query { a: Int @connect(source: "s", http: { GET: "/a" }, selection: "$") }`,
    at: ['2:100 ', '3:21 Query.a'],
  },
  {
    code: 'UNSERVED_CACHE_TAG',
    how: 'on a field and a type',
    sdl: `${fedAt('2.12', '@key', '@cacheTag')}type Query { a: Int @cacheTag(format: "a") b: A }\ntype A @key(fields: "id") @cacheTag(format: "a-{$key.id}") { id: ID! }`,
    at: ['2:21 Query.a', '3:27 A'],
  },
];

/** Composition drops the purpose of a feature that it does not know, so these never get into a supergraph. */
const DROPPED_BY_COMPOSITION: Case[] = [
  {
    code: 'UNSERVED_LINKED_FEATURE',
    how: 'for security',
    sdl: `${fed()}extend schema @link(url: "https://example.com/guard/v1.0", for: SECURITY)\ndirective @guard on FIELD_DEFINITION\ntype Query { a: Int @guard }`,
    at: ['2:15 '],
  },
  {
    code: 'UNSERVED_LINKED_FEATURE',
    how: 'for execution',
    sdl: `${fed()}extend schema @link(url: "https://example.com/run/v1.0", for: EXECUTION)\ndirective @run on FIELD_DEFINITION\ntype Query { a: Int @run }`,
    at: ['2:15 '],
  },
];

const subgraphs = (sdl: string) => [
  { name: 'a', url: 'http://a.test/', sdl },
  { name: 'b', url: 'http://b.test/', sdl: `${fed()}type Query { x: Int }` },
];

const supergraphOf = (sdl: string): string => {
  const result = composeServices(
    subgraphs(sdl).map(({ sdl: text, ...rest }) => ({ ...rest, typeDefs: parse(text) })),
  );
  if (!result.supergraphSdl) throw new Error(result.errors?.join('\n'));
  return result.supergraphSdl;
};

const problemsOf = (sdl: string): readonly CompositionProblem[] => {
  const result = compose(subgraphs(sdl));
  return result.kind === 'refused' ? result.problems : [];
};

const titled = (rows: Case[]) => rows.map((row) => [row.code, row.how, row] as const);

describe('at a publish', () => {
  it.each(titled([...CASES, ...DROPPED_BY_COMPOSITION]))('%s is refused: %s', (code, _how, { sdl, at }) => {
    const problems = problemsOf(sdl);
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(problems[0]?.fix).toBe(ERROR_CODES[code].fix);
    expect(
      problems[0]?.locations.map(({ line, column, coordinate }) => `${line}:${column} ${coordinate ?? ''}`),
    ).toEqual(at);
    for (const location of problems[0]?.locations ?? [])
      expect(location).toMatchObject({ subgraph: 'a', derived: false });
  });
});

describe('what only composition brings out', () => {
  it('is refused as well, with places derived from the supergraph', () => {
    // The composer makes a root of every type with this name, though the subgraph says that it is none.
    const sdl = `${fed()}schema { query: Query }\ntype Query { a: Subscription }\ntype Subscription { s: Int }`;
    expect(problemsOf(sdl)).toMatchObject([
      {
        code: 'UNSERVED_SUBSCRIPTION',
        locations: [{ subgraph: 'a', line: 4, column: 1, coordinate: 'Subscription', derived: true }],
      },
    ]);
  });
});

describe('at the load of a supergraph', () => {
  it.each(titled(CASES))('%s is refused: %s', (code, _how, { sdl }) => {
    const supergraph = supergraphOf(sdl);
    expect(findUnserved(supergraph).map((problem) => problem.code)).toEqual([code]);
    const reading = readSupergraph(supergraph);
    const problems = reading.kind === 'refused' ? reading.problems : [];
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    const lines = supergraph.split('\n');
    for (const { subgraph, line, column } of problems[0]?.locations ?? []) {
      expect(subgraph).toBeNull();
      expect(lines[(line ?? 0) - 1]?.slice((column ?? 0) - 1)).toMatch(/^@|^type /);
    }
  });

  const plain = supergraphOf(`${fed()}type Query { a: Int }`);
  const linking = (link: string) => plain.replace('schema\n', `schema\n  ${link}\n`);

  it.each([
    ['UNSERVED_LINKED_FEATURE', `@link(url: "https://example.com/guard/v1.0", for: SECURITY)`],
    ['UNSERVED_LINKED_FEATURE', `@link(url: "https://example.com/run/v1.0", for: EXECUTION)`],
    ['UNSERVED_LINKED_FEATURE', `@link(url: "${SPECS}/inaccessible/v9.9", for: SECURITY)`],
    ['UNSERVED_AUTHENTICATED', `@link(url: "${SPECS}/authenticated/v0.1", for: SECURITY)`],
    ['UNSERVED_REQUIRES_SCOPES', `@link(url: "${SPECS}/requiresScopes/v0.1", for: SECURITY)`],
    ['UNSERVED_POLICY', `@link(url: "${SPECS}/policy/v0.1", as: "rule", for: SECURITY)`],
    ['UNSERVED_CONNECTOR', `@link(url: "${SPECS}/connect/v0.3", for: EXECUTION)`],
    ['UNSERVED_CACHE_TAG', `@link(url: "${SPECS}/cacheTag/v0.1", for: EXECUTION)`],
  ])('%s is refused for its link alone: %s', (code, link) => {
    expect(findUnserved(linking(link)).map((problem) => problem.code)).toEqual([code]);
  });

  it('refuses a newer join specification', () => {
    const newer = plain.replace('/join/v0.5', '/join/v0.6');
    expect(findUnserved(newer).map((problem) => problem.code)).toEqual(['UNSERVED_LINKED_FEATURE']);
  });

  it.each(['authenticated', 'policy', 'requiresScopes'])(
    'refuses @%s put there by hand, without a link',
    (name) => {
      const byHand = `${plain.replace('a: Int', `a: Int @${name}`)}\ndirective @${name} on FIELD_DEFINITION\n`;
      expect(findUnserved(byHand)).toHaveLength(1);
    },
  );

  it('finds nothing in what it serves', () => {
    expect(findUnserved(plain)).toEqual([]);
    expect(readSupergraph(plain).kind).toBe('readable');
  });
});

describe('what is served', () => {
  it.each([
    [
      'an import that nothing uses',
      `${fed('@authenticated', '@policy', '@cost', '@context')}type Query { a: Int }`,
    ],
    [
      '@context and @fromContext',
      `${fed('@key', '@context', '@fromContext')}type Query @context(name: "c") { y: Int a: A }\ntype A @key(fields: "id") { id: ID! x(n: Int @fromContext(field: "$c { y }")): Int }`,
    ],
    [
      'an @override with a label',
      `${fed('@override')}type Query { a: Int x: Int @override(from: "b", label: "percent(5)") }`,
    ],
    ['an @override without a label', `${fed('@override')}type Query { a: Int x: Int @override(from: "b") }`],
    [
      "an author's own directive of the same name",
      'directive @authenticated on FIELD_DEFINITION\ntype Query { a: Int @authenticated }',
    ],
    ['renamed roots', `${fed()}schema { query: Q mutation: M }\ntype Q { a: Int }\ntype M { m: Int }`],
    [
      '@tag and @inaccessible',
      `${fed('@tag', '@inaccessible')}type Query { a: Int @tag(name: "t") h: Int @inaccessible }`,
    ],
    [
      'a composed directive',
      `${fed('@composeDirective')}extend schema @link(url: "https://example.com/d/v1.0", import: ["@d"]) @composeDirective(name: "@d")\ndirective @d on FIELD_DEFINITION\ntype Query { a: Int @d }`,
    ],
    ['an executable directive', `${fed()}directive @mask on FIELD\ntype Query { a: Int }`],
  ])('%s composes and loads', (_what, sdl) => {
    const own = [{ name: 'a', url: 'http://a.test/', sdl }];
    const result = compose(sdl.includes('from: "b"') ? subgraphs(sdl) : own);
    expect(result).toMatchObject({ kind: 'composed' });
  });
});

it('each rule has a code of its own, and each code a rule and a test', () => {
  const codes = UNSERVED_RULES.map(({ code }) => code).toSorted();
  expect(codes).toEqual(
    Object.keys(ERROR_CODES)
      .filter((code) => code.startsWith('UNSERVED_'))
      .toSorted(),
  );
  expect([...new Set([...CASES, ...DROPPED_BY_COMPOSITION].map(({ code }) => code))].toSorted()).toEqual(
    codes,
  );
});
