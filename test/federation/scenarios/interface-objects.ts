import type { Scenario } from '../scenario.js';

const MEDIA = {
  catalogue: `type Query { media: [Media!]! medium: Media! }
    interface Media @key(fields: "id") { id: ID! title: String! }
    interface Timed { minutes: Int! }
    type Book implements Media @key(fields: "id") { id: ID! title: String! pages: Int! }
    type Film implements Media & Timed @key(fields: "id") { id: ID! title: String! minutes: Int! }
    union Item = Book | Film`,
  ratings: `type Query { top: [Media!]! }
    type Media @key(fields: "id") @interfaceObject {
      id: ID! title: String! @external stars: Int! rank(of: Int): Int! summary: String! @requires(fields: "title")
    }`,
};

export const INTERFACE_OBJECTS: readonly Scenario[] = [
  {
    name: 'follows a fragment on a union over an interface object',
    cause: 'The planner had no edge for `__typename`.',
    subgraphs: MEDIA,
    operation: '{ top { ... on Item { __typename } } }',
    expected: { top: [{ __typename: 'Film' }, { __typename: 'Book' }] },
  },
  {
    name: 'follows a fragment on another interface over an interface object',
    cause: 'The planner had no edge for `__typename`.',
    subgraphs: MEDIA,
    operation: '{ top { ...T } } fragment T on Timed { minutes }',
    expected: { top: [{ minutes: 419 }, {}] },
  },
  {
    name: 'follows fragments inside each other over an interface object',
    cause: 'What had been taken apart inside was lost outside.',
    subgraphs: MEDIA,
    operation: '{ top { ... on Item { ... on Media { ... on Timed { minutes } } } } }',
    expected: { top: [{ minutes: 419 }, {}] },
  },
  {
    name: 'follows a fragment with a condition on an abstract type inside one on an object type',
    cause: 'The planner had no edge for `__typename`.',
    subgraphs: MEDIA,
    operation:
      'query ($a: Boolean = true) { top { ... on Film { ... on Item @include(if: $a) { __typename } } } }',
    expected: { top: [{ __typename: 'Film' }, {}] },
  },
  {
    name: 'keeps the type of an object when an interface object says the name of its interface',
    cause: 'The later answer took the place of the better one: "an object of a type that cannot be here".',
    subgraphs: MEDIA,
    operation: '{ top { ... on Book { ... on Media { ... on Film { title } id } } } }',
    expected: { top: [{}, { id: 'Book.id-0' }] },
  },
  {
    name: 'asks an interface object only of the types that are asked for',
    cause: 'All others were sent without any key, and the subgraph refused them.',
    subgraphs: MEDIA,
    operation: '{ media { title ... on Book { summary } } }',
    expected: {
      media: [{ title: 'title\u2028é😀v5tl0n', summary: 'summary 1d203ls' }, { title: 'title"13v9518' }],
    },
  },
  {
    name: 'asks an interface object for what needs no requirement of types that lack it',
    cause:
      'Entities of other types were not asked for, because they lacked what one field requires: null without an error.',
    subgraphs: MEDIA,
    operation: '{ media { stars ... on Film { summary } } }',
    expected: { media: [{ stars: 1120 }, { stars: 1234, summary: 'summary 1rdhq0w' }] },
  },
  {
    name: 'keeps fields apart that differ by arguments in two types of one interface object',
    cause: 'To the subgraph both are one field of one type: one of the two answers was given for both.',
    subgraphs: MEDIA,
    operation: '{ top { ... on Film { rank(of: 1) } ... on Book { rank(of: 2) } } }',
    expected: { top: [{ rank: 1727 }, { rank: 1526 }] },
  },
  {
    name: 'keeps fields apart that have one alias in two types of one interface object',
    cause: 'To the subgraph both are one field of one type, with two meanings.',
    subgraphs: MEDIA,
    operation: '{ top { ... on Film { n: stars } ... on Book { n: rank } } }',
    expected: { top: [{ n: 439 }, { n: 1259 }] },
  },
];
