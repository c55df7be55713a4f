import type { Scenario } from '../scenario.js';

const SHOP = {
  products: `type Query { product: Product! }
    type Mutation { rename(name: String!): Product! }
    type Product @key(fields: "id") { id: ID! sku: String! price(currency: String): Int comments(limit: Int): [String] }`,
  reviews: 'type Product @key(fields: "id") { id: ID! stars: [Int!] score: Float! }',
  shipping: `type Product @key(fields: "id") {
    id: ID! price(currency: String): Int @external cost: Int! @requires(fields: "price")
  }`,
};

export const ALIASES: readonly Scenario[] = [
  {
    name: 'lets a client call another field by the name of a key',
    cause:
      'The planner fetches the key under its own name: the client got it, or null for a value of another type.',
    subgraphs: SHOP,
    operation: '{ product { id: sku stars } }',
    expected: { product: { id: 'sku\u2028é😀i5992n', stars: [1216, 647] } },
  },
  {
    name: 'lets a client call a list by the name of a key',
    cause: 'The key took the place of the list: "a subgraph answered with no list".',
    subgraphs: SHOP,
    operation: 'mutation { rename(name: "x") { id: stars score } }',
    expected: { rename: { id: [1216, 647], score: 330.25 } },
  },
  {
    name: 'gives a client its own arguments where a requirement has none',
    cause:
      'Both were fetched as `price`: the subgraph refused two fields of one name with different arguments.',
    subgraphs: SHOP,
    operation: '{ product { price(currency: "USD") cost } }',
    expected: { product: { price: 876, cost: 1895 } },
  },
  {
    name: 'lets a client call a type by the name of a key',
    cause: 'Subgraphs were asked for `id__alias_0: id` and `id__alias_0: __typename` at once.',
    subgraphs: SHOP,
    operation: 'query ($a: Boolean = true) { product { id: __typename @include(if: $a) stars sku } }',
    expected: { product: { id: 'Product', stars: [1216, 647], sku: 'sku\u2028é😀i5992n' } },
  },
  {
    name: 'answers introspection inside a condition',
    cause: 'The planner found no options for `__schema` below a fragment.',
    subgraphs: SHOP,
    operation:
      'query ($a: Boolean = true) { ... @include(if: $a) { __schema { queryType { name } } product { sku } } }',
    expected: { __schema: { queryType: { name: 'Query' } }, product: { sku: 'sku\u2028é😀i5992n' } },
  },
];
