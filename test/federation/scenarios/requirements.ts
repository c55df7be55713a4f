import type { Scenario } from '../scenario.js';

const ITEMS = {
  catalogue: `type Query { item: Item! items: [Item!]! }
    enum Currency { EUR USD }
    type Item @key(fields: "id") {
      id: ID! price(currency: Currency! = EUR): Int comments(limit: Int): [Comment!]! parts: [Part!]! weight: Int
    }
    type Comment @key(fields: "id") { id: ID! text: String! }
    type Part @key(fields: "id") { id: ID! material: Material! }
    union Material = Wood | Metal
    type Wood @shareable { hardness: Int }
    type Metal @shareable { hardness: Int! }`,
  estimates: `enum Currency { EUR USD }
    type Item @key(fields: "id") {
      id: ID! label: String!
      price(currency: Currency! = EUR): Int @external
      comments(limit: Int): [Comment!]! @external
      parts: [Part!]! @external
      inEur: String! @requires(fields: "price(currency: EUR)")
      inUsd: String! @requires(fields: "price(currency: USD)")
      firstComments(upper: Boolean): String! @requires(fields: "comments(limit: 2) { text }")
      allComments: String! @requires(fields: "comments { text }")
      sturdiness: Int! @requires(fields: "parts { material { ... on Wood { hardness } ... on Metal { hardness } } }")
    }
    type Comment @key(fields: "id") { id: ID! text: String! @external }
    type Part @key(fields: "id") { id: ID! material: Material! @external }
    union Material = Wood | Metal
    type Wood @shareable { hardness: Int }
    type Metal @shareable { hardness: Int! }`,
  shipping: `type Item @key(fields: "id") {
      id: ID! inUsd: String! @external weight: Int @external
      tax: Int! @requires(fields: "inUsd") fee: Int! @requires(fields: "inUsd weight")
    }`,
};

export const REQUIREMENTS: readonly Scenario[] = [
  {
    name: 'asks for a field whose requirement was fetched, when a condition leaves another out',
    cause: 'What the other requires was not fetched, so nothing was sent: null without an error.',
    subgraphs: ITEMS,
    operation: 'query ($a: Boolean = false) { item { firstComments inUsd @include(if: $a) } }',
    expected: { item: { firstComments: 'firstComments utj66x' } },
  },
  {
    name: 'keeps apart what is required with arguments and what is required without',
    cause: 'The requirement without arguments was taken to be the one with.',
    subgraphs: ITEMS,
    operation: '{ items { allComments firstComments } }',
    expected: {
      items: [
        { allComments: 'allComments 1ilkntt', firstComments: 'firstComments\\1tqzmp9' },
        { allComments: 'allComments 1ilkntt', firstComments: 'firstComments\\1tqzmp9' },
      ],
    },
  },
  {
    name: 'declares only the variables that a part of a fetch uses',
    cause: 'Both parts declared all variables: a strict subgraph refused one of them.',
    subgraphs: ITEMS,
    operation: 'query ($u: Boolean) { item { firstComments(upper: $u) allComments } }',
    variables: { u: true },
    expected: { item: { firstComments: 'firstComments\nr5y5v2', allComments: 'allComments 1kkp8e1' } },
  },
  {
    name: 'asks for each of three fields that require different things, with one of them left out',
    cause: 'A part that was split off still waited for what only the others require.',
    subgraphs: ITEMS,
    operation: 'query ($a: Boolean = false) { item { allComments firstComments tax @include(if: $a) } }',
    expected: { item: { allComments: 'allComments 1kkp8e1', firstComments: 'firstComments utj66x' } },
  },
  {
    name: 'does not ask for what a literal condition leaves out',
    cause: 'Its requirement was waited for, and never fetched.',
    subgraphs: ITEMS,
    operation: '{ item { ... on Item @skip(if: true) { fee } allComments } }',
    expected: { item: { allComments: 'allComments 1kkp8e1' } },
  },
  {
    name: 'fetches requirements of two types below a fragment that does not say its type',
    cause: 'The planner did not rename one of two fields that differ by type, and the subgraph refused both.',
    subgraphs: ITEMS,
    operation: 'query ($a: Boolean = true) { items { ... @include(if: $a) { sturdiness } } }',
    expected: { items: [{ sturdiness: 1465 }, { sturdiness: 1465 }] },
  },
  {
    name: 'sends an object of a custom scalar as it is',
    cause: 'It was written as "[object Object]", and the request was no JSON.',
    subgraphs: {
      catalogue:
        'type Query { item: Item! } scalar JSON type Item @key(fields: "id") { id: ID! form: JSON! more: JSON! }',
      shapes: `scalar JSON type Item @key(fields: "id") {
        id: ID! form: JSON! @external more: JSON! @external shape: String! @requires(fields: "form more") }`,
    },
    operation: '{ item { form more shape } }',
    expected: { item: { form: 'custom 1b0yujp', more: { a: 7, b: { id: null } }, shape: 'shape-1tm5zay' } },
  },
  {
    name: 'asks for a field in any case that is asked for again under a condition and an alias',
    cause: 'What both require was fetched under the condition: null without an error.',
    subgraphs: ITEMS,
    operation: 'query ($a: Boolean = false) { item { x: fee fee @include(if: $a) } }',
    expected: { item: { x: 1882 } },
  },
];
