import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, print } from 'graphql';
import { prepareOperation } from './prepare-operation.js';
import { fetchedNamesOf, treeNamesOf } from './tree-names.js';

const names = treeNamesOf(
  fetchedNamesOf(
    parse(
      'type Product @join__type(graph: A, key: "id") { id: ID @join__field(graph: A, requires: "size { cm }") }',
    ),
  ),
);
const schema = buildSchema(`
  type Query { product: Product media: Media }
  type Product { id: ID name: String }
  interface Media { id: ID }
  type Book implements Media { id: ID pages: Int }
  type Film implements Media { id: ID minutes: Int }
`);

const prepared = (source: string) => {
  const document = prepareOperation(parse(source), schema, { names, interfaceObjects: new Set(['Media']) });
  return document && print(document).replace(/\s+/g, ' ').trim();
};
const same = (source: string) => print(parse(source)).replace(/\s+/g, ' ').trim();

describe('the operation that the planner gets', () => {
  it.each([
    ['plain fields', '{ product { id name } media { id } }'],
    ['a fragment whose fields are always asked for', '{ product { ... on Product { id } } }'],
    ['a type that is asked for already', '{ media { __typename ... on Book { pages } } }'],
    ['a root with nothing but conditions', 'query ($a: Boolean!) { product @include(if: $a) { id } }'],
  ])('is the client’s own with %s', (_what, source) => {
    expect(prepared(source)).toBe(same(source));
  });

  it.each([
    [
      'fragments that decide by type',
      '{ media { ... on Book { pages } } }',
      '{ media { __typename ... on Book { pages } } }',
    ],
    [
      'named fragments that decide by type',
      '{ media { ...F } } fragment F on Book { pages }',
      '{ media { __typename ...F } } fragment F on Book { pages }',
    ],
    [
      'a fragment that does not say its type',
      'query ($a: Boolean!) { product { id ... @include(if: $a) { name } } }',
      'query ($a: Boolean!) { product { id ... on Product @include(if: $a) { name } } }',
    ],
    [
      'nothing but conditions',
      'query ($a: Boolean!) { product { id @include(if: $a) } }',
      'query ($a: Boolean!) { product { __typename id @include(if: $a) } }',
    ],
    [
      'nothing but conditions in a named fragment',
      'query ($a: Boolean!) { product { ...F } } fragment F on Product { id @skip(if: $a) }',
      'query ($a: Boolean!) { product { __typename ...F } } fragment F on Product { __typename id @skip(if: $a) }',
    ],
    [
      'a type under another name',
      '{ media { kind: __typename ... on Book { pages } } }',
      '{ media { __typename ... on Book { pages } } }',
    ],
  ])('says more of types with %s', (_what, source, expected) => {
    expect(prepared(source)).toBe(same(expected));
  });

  it.each([
    ['an alias that is the name of a key', '{ product { id: name } }', '{ product { id__client: name } }'],
    ['one that a requirement names', '{ product { cm: name } }', '{ product { cm__client: name } }'],
    [
      'one that looks as if it had stepped aside',
      '{ a__client: media { id } }',
      '{ a__client__client: media { id } }',
    ],
    ['another alias', '{ product { label: name } }', '{ product { label: name } }'],
    ['what is never included', '{ product { id name @skip(if: true) } }', '{ product { id } }'],
    ['what always is', '{ product { id @include(if: true) } }', '{ product { id } }'],
    ['introspection', '{ __schema { queryType { name } } media { id } }', '{ media { id } }'],
    ['nothing but introspection', '{ __type(name: "T") { name } }', '{ __typename }'],
  ])('is in the names of the tree with %s', (_what, source, expected) => {
    expect(prepared(source)).toBe(same(expected));
  });

  it('survives fragments that spread each other many times', () => {
    const depth = 40;
    const fragments = Array.from(
      { length: depth },
      (_, i) =>
        `fragment F${i} on Product { ${i + 1 < depth ? `...F${i + 1} ...F${i + 1}` : 'id @include(if: $a)'} }`,
    );
    expect(prepared(`query ($a: Boolean!) { product { ...F0 } } ${fragments.join(' ')}`)).toContain(
      '{ __typename ...F0 }',
    );
  });
});
