import { describe, expect } from '@jest/globals';
import { parse } from 'graphql';
import { artifactHash } from '@kontor/protocol';
import type { Compose } from './compose.js';
import { SUBGRAPHS_MAX, SUBGRAPH_LIMITS } from './limits.js';
import type { SubgraphInput } from './subgraph/subgraph.js';
import { COMPOSERS } from './test-support/composers.js';

const fed = (...imports: string[]) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ${JSON.stringify(imports)})\n`;

const subgraph = (name: string, sdl: string): SubgraphInput => ({
  name,
  url: `http://${name}.test/graphql`,
  sdl,
});

const accounts = subgraph(
  'accounts',
  `${fed('@key')}type Query { me: User }\n"Who buys."\ntype User @key(fields: "id") { id: ID! name: String! }`,
);
const products = subgraph(
  'products',
  `${fed('@key')}type Query { products: [Product!]! }\ntype Product @key(fields: "id") { id: ID! name: String! }`,
);
const reviews = subgraph(
  'reviews',
  `${fed('@key')}type Review @key(fields: "id") { id: ID! author: User! product: Product! }
type User @key(fields: "id") { id: ID! reviews: [Review!]! }
type Product @key(fields: "id") { id: ID! reviews: [Review!]! }`,
);

const composedBy = (compose: Compose) => (inputs: readonly SubgraphInput[]) => {
  const result = compose(inputs);
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.problems));
  return result;
};

const refusedBy = (compose: Compose) => (inputs: readonly SubgraphInput[]) => {
  const result = compose(inputs);
  if (result.kind === 'composed') throw new Error('it composed');
  return result.problems;
};

describe.each(COMPOSERS)('compose, with $name,', ({ compose, it }) => {
  const composed = composedBy(compose);
  const refused = refusedBy(compose);

  it('gives the supergraph, what clients see of it, and its hash', () => {
    const result = composed([accounts, products, reviews]);
    expect(result.hash).toBe(artifactHash(result.supergraphSdl));
    expect(result.supergraphSdl).toContain(
      '@join__graph(name: "accounts", url: "http://accounts.test/graphql")',
    );
    expect(result.apiSdl).toContain('"""Who buys."""');
    expect(result.apiSdl).not.toMatch(/join__|@link/);
    expect(() => parse(result.apiSdl)).not.toThrow();
  });

  it('gives the same, whatever the order of the subgraphs', () => {
    const orders = [
      [accounts, products, reviews],
      [reviews, products, accounts],
      [products, accounts, reviews],
    ];
    expect(new Set(orders.map((order) => JSON.stringify(composed(order)))).size).toBe(1);
  });

  it('gives the same problems, whatever the order of the subgraphs', () => {
    const broken = subgraph('broken', 'type Query { a: Nope }');
    const clash = subgraph('clash', `${fed()}type Query { me: Int }`);
    expect(refused([broken, clash, accounts])).toEqual(refused([accounts, clash, broken]));
    expect(refused([clash, accounts])).toEqual(refused([accounts, clash]));
  });

  it('takes no description from an @external field', () => {
    const described = (description: string, more = '') => `"${description}" sku: String! ${more}`;
    const { apiSdl } = composed([
      subgraph(
        'a',
        `${fed('@key', '@external', '@provides')}type Query { a: P @provides(fields: "sku") }\ntype P @key(fields: "id") { id: ID! ${described('A copy.', '@external')} }`,
      ),
      subgraph(
        'b',
        `${fed('@key', '@shareable')}type P @key(fields: "id") { id: ID! ${described('The original.', '@shareable')} }`,
      ),
    ]);
    expect(apiSdl).toContain('"""The original."""');
  });

  it('composes fifty subgraphs whose entities lead in a circle', () => {
    const count = 50;
    const circle = Array.from({ length: count }, (_, i) =>
      subgraph(
        `s${i}`,
        `${fed('@key')}type Query { q${i}: E${i} }
type E${i} @key(fields: "id") { id: ID! next: E${(i + 1) % count} }
type E${(i + 1) % count} @key(fields: "id") { id: ID! back${i}: E${i} }`,
      ),
    );
    expect(composed(circle).apiSdl.match(/^type E\d+/gm)).toHaveLength(count);
  });

  it('leaves its input alone', () => {
    const inputs = Object.freeze([reviews, accounts, products].map((input) => Object.freeze({ ...input })));
    composed(inputs);
    expect(inputs.map(({ name }) => name)).toEqual(['reviews', 'accounts', 'products']);
  });

  it('says what it noticed and did not mind, and where', () => {
    const shared = (type: string) => `${fed('@shareable')}type Query { a: ${type} @shareable }`;
    const { hints } = composed([subgraph('a', shared('Int')), subgraph('b', shared('Int!'))]);
    expect(hints).toEqual([
      {
        code: 'INCONSISTENT_BUT_COMPATIBLE_FIELD_TYPE',
        message: expect.stringContaining('Query.a'),
        locations: [
          { subgraph: 'a', line: 2, column: 14, coordinate: 'Query.a', derived: false },
          { subgraph: 'b', line: 2, column: 14, coordinate: 'Query.a', derived: false },
        ],
      },
    ]);
  });

  it('points behind a description, at the definition itself', () => {
    const [problem] = refused([
      subgraph('a', `${fed()}type Query {\n  """\n  Long\n  words.\n  """\n  a: Int\n}`),
      subgraph('b', `${fed()}type Query { a: Int }`),
    ]);
    expect(problem?.locations[0]).toMatchObject({ line: 7, column: 3, coordinate: 'Query.a' });
  });

  it('finds root types under the name that their subgraph gives them', () => {
    const [problem] = refused([
      subgraph(
        'a',
        `${fed('@shareable')}schema { query: Root }\ntype Root { u: U @shareable }\nunion U = A\ntype A { x: Int }`,
      ),
      subgraph('b', `${fed('@shareable')}type Query { u: U @shareable }\nunion U = B\ntype B { x: Int }`),
    ]);
    expect(problem?.code).toBe('SHAREABLE_HAS_MISMATCHED_RUNTIME_TYPES');
    expect(problem?.locations).toEqual([
      { subgraph: 'a', line: 3, column: 13, coordinate: 'Root.u', derived: true },
      { subgraph: 'b', line: 2, column: 14, coordinate: 'Query.u', derived: true },
    ]);
  });
});

describe.each(COMPOSERS)('compose, with $name, refuses before it parses', ({ compose, it }) => {
  const refused = refusedBy(compose);
  const codes = (inputs: readonly SubgraphInput[]) => refused(inputs).map(({ code }) => code);

  it('names that are none, and names given twice', () => {
    for (const name of ['', '_', '1st', 'a b', 'é', 'x'.repeat(65), '__proto__', 'a"b'])
      expect(codes([{ ...products, name }])).toEqual(['INVALID_SUBGRAPH_NAME']);
    expect(codes([products, products])).toEqual(['SUBGRAPH_NAME_DUPLICATE']);
  });

  it('names that only look like those of objects are fine', () => {
    expect(
      compose([
        { ...products, name: 'constructor' },
        { ...accounts, name: 'toString' },
      ]).kind,
    ).toBe('composed');
  });

  it('too many subgraphs', () => {
    const many = Array.from({ length: SUBGRAPHS_MAX + 1 }, (_, i) => ({ ...products, name: `s${i}` }));
    expect(codes(many)).toEqual(['SUBGRAPHS_TOO_MANY']);
  });

  it('too many bytes', () => {
    expect(codes([subgraph('a', `#${' '.repeat(SUBGRAPH_LIMITS.bytesMax)}`)])).toEqual([
      'SUBGRAPH_TOO_LARGE',
    ]);
  });

  it('too many tokens', () => {
    expect(codes([subgraph('a', 'a '.repeat(SUBGRAPH_LIMITS.tokensMax + 1))])).toEqual([
      'SUBGRAPH_TOO_MANY_TOKENS',
    ]);
  });

  it('nesting that would overflow a parser', () => {
    const nested = '['.repeat(100_000);
    const [problem] = refused([subgraph('a', `type Query { a: ${nested}`)]);
    expect(problem).toMatchObject({ code: 'SUBGRAPH_TOO_DEEP', locations: [{ subgraph: 'a', line: null }] });
  });

  it('nothing at all', () => {
    expect(codes([])).toEqual(['NO_QUERIES']);
    expect(codes([subgraph('a', '')])).toEqual(['INVALID_GRAPHQL']);
    expect(codes([subgraph('a', '\u0000')])).toEqual(['INVALID_GRAPHQL']);
  });
});

describe.each(COMPOSERS)('compose, when $name breaks,', ({ compose, it }) => {
  const refused = refusedBy(compose);

  it('blames the link whose URL is none', () => {
    const [problem, ...more] = refused([
      subgraph('a', `${fed()}extend schema @link(url: "federation")\ntype Query { a: Int }`),
      products,
    ]);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      code: 'INVALID_LINK_IDENTIFIER',
      locations: [{ subgraph: 'a', line: 2, column: 15, derived: true }],
    });
  });

  it('blames the subgraph that breaks it alone', () => {
    const [problem] = refused([
      products,
      subgraph(
        'odd',
        `${fed('@key')}type Query { odd: Odd }\ntype Odd @key(fields: "id { id }") { id: ID! }`,
      ),
    ]);
    expect(problem).toMatchObject({
      code: 'COMPOSER_FAILED',
      locations: [{ subgraph: 'odd', line: null, derived: true }],
    });
  });

  it('takes a stack overflow inside a key as a problem, not a crash', () => {
    const fields = `${'a { '.repeat(50_000)}a${' }'.repeat(50_000)}`;
    const [problem] = refused([
      subgraph('a', `${fed('@key')}type Query { a: A }\ntype A @key(fields: "${fields}") { a: A }`),
    ]);
    expect(problem?.code).toBe('COMPOSER_FAILED');
    expect(problem?.locations).toMatchObject([{ subgraph: 'a' }]);
  });
});
