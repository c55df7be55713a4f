import { describe, expect, it } from '@jest/globals';
import { changedCoordinates } from './changed-coordinates.js';

const NOTHING = { added: [], removed: [], changed: [] };

describe('what is different between two schemas', () => {
  it.each([
    ['type Query { a: Int }', '"About" type Query { "says" a: Int }', NOTHING],
    ['type Query { a: Int }', 'type Query { a: Int b(x: ID!): Int }', { ...NOTHING, added: ['Query.b'] }],
    ['type Query { a: Int b(x: ID!): Int }', 'type Query { a: Int }', { ...NOTHING, removed: ['Query.b'] }],
    ['type Query { a: Int }', 'type Query { a: Int! }', { ...NOTHING, changed: ['Query.a'] }],
    ['type Query { a: Int }', 'type Query { a(x: ID): Int }', { ...NOTHING, added: ['Query.a(x:)'] }],
    [
      'type Query { a(x: Int = 1): Int }',
      'type Query { a(x: Int = 2): Int }',
      { ...NOTHING, changed: ['Query.a(x:)'] },
    ],
    ['type Query { a: Int }', 'type Query { a: Int } type T { b: Int }', { ...NOTHING, added: ['T'] }],
    [
      'type Query { a: E } enum E { X }',
      'type Query { a: E } enum E { X Y }',
      { ...NOTHING, added: ['E.Y'] },
    ],
    ['input I { a: Int }', 'input I { a: Int b: Int }', { ...NOTHING, added: ['I.b'] }],
    [
      'union U = A | B type A { x: Int } type B { x: Int }',
      'union U = B | A type A { x: Int } type B { x: Int }',
      NOTHING,
    ],
    ['union U = A | B', 'union U = A', { ...NOTHING, changed: ['U'] }],
    ['type T { a: Int }', 'interface T { a: Int }', { ...NOTHING, changed: ['T'] }],
    [
      'type T { a: Int }',
      'type T implements I { a: Int } interface I { a: Int }',
      { ...NOTHING, added: ['I'], changed: ['T'] },
    ],
    ['scalar S', 'scalar __proto__', { ...NOTHING, added: ['__proto__'], removed: ['S'] }],
  ])('from %s to %s', (before, after, expected) => {
    expect(changedCoordinates(before, after)).toEqual(expected);
  });
});
