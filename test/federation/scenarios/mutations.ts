import type { Scenario } from '../scenario.js';

const STORE = {
  items: `type Query { items: [Item!] }
    type Mutation { archive: Item! }
    type Item @key(fields: "id") { id: ID! size: Int! sku: String! }`,
  notes: 'type Mutation { note: String! } type Item @key(fields: "id") { id: ID! notes: [String!] }',
};

export const MUTATIONS: readonly Scenario[] = [
  {
    name: 'sends a mutation once that is selected twice, the second time under a condition',
    cause: 'It was sent twice, with another mutation between, and the answers were put together.',
    subgraphs: STORE,
    operation: 'mutation ($a: Boolean = true) { archive { id } note archive @include(if: $a) { sku } }',
    expected: { archive: { id: 'Item.id-2', sku: 'sku 1tsjzf5' }, note: 'note\u2028é😀1vvxq7z' },
  },
  {
    name: 'sends a mutation once that is selected twice under two conditions',
    cause: 'It was sent twice.',
    subgraphs: STORE,
    operation:
      'mutation ($a: Boolean = true) { archive @include(if: $a) { id } note ... @skip(if: $a) { archive { sku } } archive @include(if: $a) { size } }',
    expected: { archive: { id: 'Item.id-2', size: 704 }, note: 'note\u2028é😀1vvxq7z' },
  },
  {
    name: 'sends a mutation once that is selected twice, once under two conditions together',
    cause: 'It was sent twice: when none of the conditions that go together holds took an "or".',
    subgraphs: STORE,
    operation:
      'mutation ($a: Boolean = true, $b: Boolean = true) { ... @include(if: $a) { archive @include(if: $b) { id } } note archive @include(if: $b) { sku } }',
    expected: { archive: { id: 'Item.id-2', sku: 'sku 1tsjzf5' }, note: 'note\u2028é😀1vvxq7z' },
  },
];
