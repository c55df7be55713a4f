import { describe, expect } from '@jest/globals';
import type { CompositionProblem } from './problem.js';
import { COMPOSERS, type ComposerUnderTest } from './test-support/composers.js';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@interfaceObject"])\n';

/** Line 1 is the link in each. */
const PRODUCTS = `${link}type Query { product(id: ID!): Product }
type Product @key(fields: "id") { id: ID! name: String! price: Int! }`;

const reviews = (product: string) => `${link}type Review { body: String! product: Product! }
"What is reviewed."
${product}`;

const problemsWith =
  ({ compose }: ComposerUnderTest) =>
  (subgraphs: Record<string, string>): readonly CompositionProblem[] => {
    const result = compose(
      Object.entries(subgraphs).map(([name, sdl]) => ({ name, url: `http://${name}.test/`, sdl })),
    );
    return result.kind === 'refused' ? result.problems : [];
  };

const places = ({ locations }: CompositionProblem) =>
  locations.map(
    ({ subgraph, line, column, coordinate, derived }) =>
      `${derived ? '~' : ''}${subgraph} ${line}:${column} ${coordinate}`,
  );

describe.each(COMPOSERS)('a breaking @key, with $name', (composer) => {
  const { it } = composer;
  const problemsOf = problemsWith(composer);

  it('composes before the change', () => {
    expect(
      problemsOf({
        products: PRODUCTS,
        reviews: reviews('type Product @key(fields: "id") { id: ID! reviews: [Review!]! }'),
      }),
    ).toEqual([]);
  });

  it('changed: one problem, the line of the key, and which key to keep', () => {
    const problems = problemsOf({
      products: PRODUCTS,
      reviews: reviews('type Product @key(fields: "upc") { upc: String! reviews: [Review!]! rating: Int }'),
    });
    expect(problems.map(({ code }) => code)).toEqual(['SATISFIABILITY_ERROR']);
    const [problem] = problems as [CompositionProblem];
    expect(places(problem)).toEqual(['~reviews 4:14 Product', '~products 3:1 Product']);
    expect(problem.message).toContain('product(id: "<any id>")');
    expect(problem.message).toContain(
      'For the same reason these cannot be reached: Product.reviews, Product.rating.',
    );
    expect(problem.fix).toBe(
      'products cannot produce @key(fields: "upc"), by which reviews is asked for Product. Give Product in reviews also @key(fields: "id"), which products can produce (a type may have several keys), or add the fields of that key (upc) to Product in products.',
    );
  });

  it('removed: the key field is shared now, and the advice is the key, not @shareable', () => {
    const [problem] = problemsOf({
      products: PRODUCTS,
      reviews: reviews('type Product { id: ID! reviews: [Review!]! }'),
    });
    expect(problem?.code).toBe('INVALID_FIELD_SHARING');
    expect(problem && places(problem)).toEqual(['products 3:35 Product.id', 'reviews 4:16 Product.id']);
    expect(problem?.fix).toContain('give it @key(fields: "id") in reviews');
  });

  it('removed with its field: the type without a key, and the key to add', () => {
    const [problem] = problemsOf({
      products: PRODUCTS,
      reviews: reviews('type Product { reviews: [Review!]! }'),
    });
    expect(problem?.code).toBe('SATISFIABILITY_ERROR');
    expect(problem && places(problem)).toEqual(['~reviews 4:1 Product', '~reviews 4:16 Product.reviews']);
    expect(problem?.fix).toBe(
      'Product has no @key in reviews, so nobody can ask reviews for it: add @key(fields: "id"), which products can produce, or resolve Product.reviews in products itself.',
    );
  });

  it('made unresolvable: that very key', () => {
    const [problem] = problemsOf({
      products: PRODUCTS,
      reviews: reviews('type Product @key(fields: "id", resolvable: false) { id: ID! reviews: [Review!]! }'),
    });
    expect(problem && places(problem)).toEqual(['~reviews 4:14 Product']);
    expect(problem?.fix).toContain('resolvable: false');
  });

  it('on a field that is gone: the directive, from the composer itself', () => {
    const [problem] = problemsOf({
      products: PRODUCTS,
      reviews: reviews('type Product @key(fields: "upc") { id: ID! reviews: [Review!]! }'),
    });
    expect(problem?.code).toBe('KEY_INVALID_FIELDS');
    expect(problem && places(problem)[0]).toBe('reviews 4:14 Product');
  });

  it('under an imported name: the same place and advice', () => {
    const renamed =
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", as: "f", import: [{ name: "@key", as: "@id" }])\n';
    const [problem] = problemsOf({
      products: PRODUCTS,
      reviews: `${renamed}type Product @id(fields: "upc") { upc: String! reviews: Int }`,
    });
    expect(problem && places(problem)[0]).toBe('~reviews 2:14 Product');
    expect(problem?.fix).toContain('@key(fields: "id")');
  });

  it('in a federation 1 subgraph: the same place', () => {
    const [problem] = problemsOf({
      products: PRODUCTS,
      reviews: 'type Product @key(fields: "upc") { upc: String! reviews: Int }',
    });
    expect(problem?.code).toBe('SATISFIABILITY_ERROR');
    expect(problem && places(problem)[0]).toBe('~reviews 1:14 Product');
  });
});

/** Each sentence in which the composer says why a query cannot be answered, with the place and the advice it leads to. */
const REASONS: { why: string; subgraphs: Record<string, string>; at: string[]; fix: string }[] = [
  {
    why: 'no subgraph that resolves an external field can be reached',
    subgraphs: {
      a: `${link}type Query { a: A }\ntype A @key(fields: "id") { id: ID! y: Int @external z: Int @requires(fields: "y") }`,
      b: `${link}type A { y: Int }`,
    },
    at: ['~b 2:1 A', '~b 2:10 A.y', '~a 3:37 A.y', '~a 3:54 A.z'],
    fix: 'add @key(fields: "id"), which a can produce',
  },
  {
    why: 'there is no way back after a @requires',
    subgraphs: {
      a: `${link}type Query { a: A }\ntype A { y: Int @external z: Int @requires(fields: "y") id: ID! @shareable }`,
      b: `${link}type A @key(fields: "id") { id: ID! @shareable y: Int }`,
    },
    at: ['~a 3:1 A', '~a 3:27 A.z'],
    fix: 'Add a resolvable @key to A in a',
  },
  {
    why: 'nobody can tell the type behind an interface object',
    subgraphs: {
      a: `${link}type Query { a: I }\ninterface I { id: ID! }\ntype A implements I { id: ID! @shareable }`,
      b: `${link}type Query { b: I }\ntype I @key(fields: "id") @interfaceObject { id: ID! x: Int }`,
    },
    at: ['~b 3:1 I'],
    fix: 'Give interface I a resolvable @key',
  },
  {
    why: 'a type without keys has a field in one subgraph only',
    subgraphs: {
      a: `${link}type Query { a: A }\ntype A { x: Int @shareable }`,
      b: `${link}type Query { b: A }\ntype A { x: Int @shareable y: Int }`,
    },
    at: ['~b 3:1 A', '~b 3:28 A.y'],
    fix: 'or resolve A.y in a itself',
  },
  {
    why: 'a mutation would have to be called twice',
    subgraphs: {
      a: `${link}type Query { q: Int }\ntype Mutation { m: A @shareable }\ntype A { x: Int @shareable y: Int }`,
      b: `${link}type Mutation { m: A @shareable }\ntype A { x: Int @shareable z: Int }`,
    },
    at: ['~b 3:1 A', '~b 3:28 A.z', '~a 4:1 A', '~a 4:28 A.y'],
    fix: 'or resolve A.z in a itself',
  },
];

describe.each(COMPOSERS)('a query that cannot be answered, with $name, because', (composer) => {
  for (const { why, subgraphs, at, fix } of REASONS)
    composer.it(why, () => {
      const problems = problemsWith(composer)(subgraphs);
      expect(problems.flatMap(places)).toEqual(at);
      expect(problems.map((problem) => problem.fix).join('\n')).toContain(fix);
    });
});
