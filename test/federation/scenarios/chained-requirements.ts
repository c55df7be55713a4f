import type { Scenario } from '../scenario.js';

/** What a field requires requires something in turn. Stock answers none of these. */
export const CHAINED_REQUIREMENTS: readonly Scenario[] = [
  {
    name: 'goes back and forth between two subgraphs whose requirements are each other',
    cause:
      'The planner moved what is external in the first fetch there: null, and two errors of the subgraph.',
    subgraphs: {
      estimates: `type Item @key(fields: "id") {
        id: ID! weight: Int! size: String! @external box: String! @requires(fields: "size") }`,
      items: `type Query { item: Item! } type Item @key(fields: "id") {
        id: ID! weight: Int! @external size: String! @requires(fields: "weight") }`,
    },
    operation: '{ item { box } }',
    expected: { item: { box: 'box 1rrodch' } },
  },
  {
    name: 'does not ask for a field before what it requires was fetched elsewhere',
    cause: 'The planner moved the field into the first fetch, although its requirement is fetched after it.',
    subgraphs: {
      estimates: `type Item @key(fields: "id") {
        id: ID! size: String! @external box: String! @requires(fields: "size") }`,
      items: `type Query { item: Item! } type Item @key(fields: "id") {
        id: ID! weight: Int! @external size: String! @requires(fields: "weight") }`,
      weights: 'type Item @key(fields: "id") { id: ID! weight: Int! }',
    },
    operation: '{ item { box } }',
    expected: { item: { box: 'box 1rrodch' } },
  },
  {
    name: 'follows a chain of requirements through all of its links',
    cause: 'Of a chain of four, the planner left out the two in the middle.',
    subgraphs: {
      estimates: `type Item @key(fields: "id") { id: ID! form: Int! price: Int! @external
        weight: String! @requires(fields: "price")
        size: String! @external box: String! @requires(fields: "size") }`,
      items: `type Query { item: Item! } type Item @key(fields: "id") { id: ID! price: Int!
        form: Int! @external weight: String! @external size: String! @requires(fields: "form weight") }`,
    },
    operation: '{ item { box } }',
    expected: { item: { box: 'box 1rrodch' } },
  },
  {
    name: 'asks for a requirement of what it needs of a subgraph that also knows the key for the next',
    cause:
      'The planner asked for the key and for what is required in one fetch, beside the one that brings what that requires.',
    subgraphs: {
      whole: 'type Query { item: Item! } type Item @key(fields: "id") { id: ID! }',
      names: `type Item @key(fields: "id") @key(fields: "sku") { id: ID! sku: String!
        weight(unit: Int): Float @external label: String @requires(fields: "weight(unit: 1)") }`,
      boxes: `type Item @key(fields: "sku") { sku: String!
        label: String @external box: String @requires(fields: "label") }`,
      weights: 'type Item @key(fields: "id") { id: ID! weight(unit: Int): Float }',
    },
    operation: '{ item { box } }',
    expected: { item: { box: 'box 1rrodch' } },
  },
];
