import type { Random } from '../../differential/random.js';
import { PEOPLE_COUNT, PRODUCTS_COUNT } from '../world/data.js';

/** What is asked: a document, and what goes with it. */
export interface Asked {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

/** Fields of a product in several subgraphs. */
const PRODUCT_FIELDS = [
  'id',
  'name',
  'price',
  'inStock',
  'shipping',
  'code',
  'weight',
  'maker { id name }',
  'maker { name friends { id name } }',
] as const;
const PERSON_FIELDS = ['id', 'name', 'friends(first: 3) { id name }', 'made { id price inStock }'] as const;

const HOT_FIELDS = [
  'id name',
  'name price inStock',
  'id shipping',
  'name maker { name }',
  'code weight shipping price maker { id name friends { name } }',
] as const;

/** What clients ask again and again: in every one of them several things, from one subgraph or from all. */
export const HOT_DOCUMENTS: readonly Asked[] = [
  ...HOT_FIELDS.flatMap((fields, at) => [
    { query: `query List${at} { products(first: ${3 + at}) { ${fields} } }` },
    { query: `query One${at} { product(id: "p${11 * at}") { ${fields} } me { id name } }` },
    {
      query: `query Twice${at} { a: product(id: "p${at}") { ${fields} } b: product(id: "p${at + 1}") { ...F } } fragment F on Product { ${fields} }`,
    },
  ]),
  { query: '{ me { id name } }' },
  { query: '{ me { name friends { name friends(first: 1) { id name } } } }' },
  { query: '{ person(id: "h3") { __typename name made { id name shipping } } }' },
  { query: 'query Echo { echo(text: "hello", number: 7) me { name } }' },
  { query: 'query Nobody { product(id: "nothing") { id name shipping } person(id: "nobody") { name } }' },
  // Not in every shape: then it is refused, and may be answered by the next one.
  { query: '{ products(first: 4) { id badge } }' },
  { query: '{ product(id: "p0") { badge shipping maker { name } } }' },
];

/** Documents with variables, and how to draw those. */
export const VARIABLE_DOCUMENTS: readonly {
  readonly query: string;
  readonly variables: (random: Random) => Readonly<Record<string, unknown>>;
}[] = [
  {
    query: 'query P($id: ID!) { product(id: $id) { id name price shipping } }',
    variables: (random) => ({ id: productId(random) }),
  },
  {
    query: 'query L($first: Int = 2) { products(first: $first) { name inStock maker { name } } }',
    variables: (random) => (random.chance(0.3) ? {} : { first: 1 + random.int(8) }),
  },
  {
    query:
      'query C($id: ID!, $more: Boolean!) { person(id: $id) { name friends @include(if: $more) { name } made @skip(if: $more) { id price } } }',
    variables: (random) => ({ id: personId(random), more: random.chance(0.5) }),
  },
  {
    query: 'query E($text: String, $number: Int) { echo(text: $text, number: $number) me { id } }',
    variables: (random) => ({ text: `said ${random.int(1_000)}`, number: random.int(1_000) }),
  },
];

/** The same but for its literals. */
export const withOtherLiterals = (random: Random): Asked =>
  random.pick([
    () => ({
      query: `query Lit { product(id: "${productId(random)}") { id name shipping } echo(text: "${random.int(1e9)}") }`,
    }),
    () => ({ query: `{ products(first: ${1 + random.int(9)}) { name price } me { name } }` }),
    () => ({
      query: `{ person(id: "${personId(random)}") { name friends(first: ${1 + random.int(4)}) { name } } }`,
    }),
  ])();

/** One that nobody has sent before, whatever is thought to be the same. */
export function newDocument(random: Random, number: number): Asked {
  const fields = (of: readonly string[]): string =>
    random
      .shuffled(of)
      .slice(0, 2 + random.int(of.length - 2))
      .map((field, at) => `f${at}_${number}: ${field}`)
      .join(' ');
  const parts = random
    .shuffled([
      `x${number}: product(id: "${productId(random)}") { ${fields(PRODUCT_FIELDS)} }`,
      `y${number}: products(first: ${1 + random.int(4)}) { ${fields(PRODUCT_FIELDS)} }`,
      `z${number}: person(id: "${personId(random)}") { ${fields(PERSON_FIELDS)} }`,
    ])
    .slice(0, 1 + random.int(3));
  return { query: `query New${number} { ${parts.join(' ')} }` };
}

/** Names a token, so that it can be counted how often each was executed. */
export const mutation = (random: Random, number: number): Asked => ({
  query:
    'mutation Buy($token: String!, $id: ID!) { reserve(token: $token, product: $id) { token by product { id name inStock } } }',
  variables: { token: `t~${number}`, id: productId(random) },
});

/** Tens of kilobytes. */
export const bigDocument = (random: Random): Asked => ({
  query: `query Big($first: Int) { products(first: $first) { id name price inStock shipping code maker { name } } }`,
  variables: { first: PRODUCTS_COUNT - random.int(20) },
});

/** With `@defer`, and what is the same without. */
export const DEFERRED: readonly { readonly deferred: string; readonly plain: string }[] = [
  {
    deferred: 'query D1 { products(first: 3) { id ... @defer(label: "s") { shipping maker { name } } } }',
    plain: 'query D1 { products(first: 3) { id shipping maker { name } } }',
  },
  {
    deferred:
      'query D2 { me { id name } product(id: "p4") { name ... @defer { price inStock maker { id ... @defer { friends { name } } } } } }',
    plain:
      'query D2 { me { id name } product(id: "p4") { name price inStock maker { id friends { name } } } }',
  },
  {
    deferred:
      'query D3 { ...F @defer(label: "all") me { name } } fragment F on Query { products(first: 2) { name shipping } }',
    plain: 'query D3 { products(first: 2) { name shipping } me { name } }',
  },
];

const productId = (random: Random): string => `p${random.int(PRODUCTS_COUNT)}`;
const personId = (random: Random): string => `h${random.int(PEOPLE_COUNT)}`;
