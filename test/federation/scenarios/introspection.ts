import type { Scenario } from '../scenario.js';

const SHOP = {
  products: `type Query { product: Product! home: Query! homes: [Query!]! }
    type Mutation { rename(name: String!): Renamed! }
    type Renamed { query: Query! product: Product! }
    type Product @key(fields: "id") { id: ID! name: String! }`,
  reviews: 'type Product @key(fields: "id") { id: ID! score: Float! }',
};

const PRODUCT = { kind: 'OBJECT' };

/** A field may lead back to the query type, and the schema can be asked for there, too. */
export const INTROSPECTION: readonly Scenario[] = [
  {
    name: 'answers introspection below the root',
    cause: 'It was answered at the root alone, and left out without an error elsewhere.',
    subgraphs: SHOP,
    operation:
      'query ($name: String!) { home { x: __type(name: $name) { kind } product { score } home { __schema { queryType { name } } } } }',
    variables: { name: 'Product' },
    expected: {
      home: { x: PRODUCT, product: { score: 330.25 }, home: { __schema: { queryType: { name: 'Query' } } } },
    },
  },
  {
    name: 'answers introspection in a list and after a mutation',
    cause: 'It was answered at the root alone, and left out without an error elsewhere.',
    subgraphs: SHOP,
    operation:
      'mutation { rename(name: "x") { query { ...Kind homes { ...Kind } } } } fragment Kind on Query { __type(name: "Product") { kind } }',
    expected: { rename: { query: { __type: PRODUCT, homes: [{ __type: PRODUCT }] } } },
  },
];
