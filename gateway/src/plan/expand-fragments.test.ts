import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, print, validate } from 'graphql';
import { expandFragments } from './expand-fragments.js';

const schema = buildSchema(`
  type Query { best: Media playlist: [Item] }
  interface Media { id: ID related: Media }
  interface Timed { minutes: Int }
  type Book implements Media { id: ID related: Media pages: Int }
  type Film implements Media & Timed { id: ID related: Media minutes: Int }
  type Song implements Media & Timed { id: ID related: Media minutes: Int }
  union Item = Book | Film
`);

const text = (source: string): string => print(parse(source)).replace(/\s+/g, ' ').trim();
const expanded = (source: string): string => {
  const document = expandFragments(parse(source), schema, new Set(['Media']));
  expect(validate(schema, document)).toEqual([]);
  return text(print(document));
};

describe('fragments over an interface object', () => {
  it.each([
    ['on an object type', '{ best { ... on Book { pages } } }'],
    ['on the interface itself', '{ best { ... on Media { id } } }'],
    ['elsewhere', '{ playlist { ... on Timed { minutes } ... on Media { id } } }'],
  ])('stay %s', (_where, source) => {
    expect(expanded(source)).toBe(text(source));
  });

  it.each([
    [
      'an interface',
      'query ($a: Boolean!) { best { ... on Timed @include(if: $a) { minutes } } }',
      'query ($a: Boolean!) { best { ...Film0 @include(if: $a) ...Song1 @include(if: $a) } } fragment Film0 on Film { minutes } fragment Song1 on Song { minutes }',
    ],
    [
      'a union, with other types inside',
      '{ best { ... on Item { ... on Book { pages } ... on Timed { minutes } } } }',
      '{ best { ...Book0 ...Film1 } } fragment Book0 on Book { ... { pages } } fragment Film1 on Film { ... { minutes } }',
    ],
    [
      'a named fragment',
      '{ best { id ...T } } fragment T on Timed { minutes ...F } fragment F on Film { id }',
      '{ best { id ...Film1 ...Song2 } } fragment T on Timed { minutes ...F } fragment F on Film { id } fragment Film0 on Film { id } fragment Film1 on Film { minutes ...Film0 } fragment Song2 on Song { minutes }',
    ],
  ])('are taken apart by type on %s', (_what, source, result) => {
    const document = expandFragments(parse(source), schema, new Set(['Media']));
    expect(text(print(document))).toBe(text(result));
  });

  it('grow with the document, not with the power of its depth', () => {
    const depth = 30;
    const nested = (level: number): string =>
      level === 0 ? 'id' : `related { ... on Timed { minutes ... on Media { ${nested(level - 1)} } } }`;
    expect(expanded(`{ best { ${nested(depth)} } }`).length).toBeLessThan(depth * 400);
  });
});
