import { describe, expect, it } from '@jest/globals';
import { joinSchemaFiles } from '../schema/schema-source.js';
import { renderHints, renderProblems } from './problems.js';
import { createStyle } from './style.js';

const plain = createStyle(false);
const reviews = joinSchemaFiles([
  { path: 'schema/query.graphql', text: 'type Query {\n  reviews: [Review!]!\n}\n' },
  { path: 'schema/product.graphql', text: 'type Product @key(fields: "sku") {\n\tid: ID!\n}\n' },
]);
const place = { subgraph: 'reviews', line: 4, column: 14, coordinate: 'Product', derived: false };

describe('problems of a refused publish', () => {
  it('are shown in the files they came from, with a caret and advice', () => {
    const text = renderProblems(
      [
        {
          code: 'KEY_INVALID_FIELDS',
          message: 'Cannot query field "sku" on type "Product".',
          fix: 'Name a field that exists.',
          locations: [place, { ...place, column: 1 }],
        },
        {
          code: 'FIELD_TYPE_MISMATCH',
          message: 'Type of "Product.id" differs.\nIt is ID! in one and Int! in the other.',
          fix: 'Give it one type.',
          locations: [
            { subgraph: 'reviews', line: 5, column: 2, coordinate: 'Product.id', derived: true },
            { subgraph: 'products', line: 7, column: 3, coordinate: 'Product.id', derived: false },
            { subgraph: null, line: null, column: null, coordinate: null, derived: false },
          ],
        },
      ],
      new Map([['reviews', reviews]]),
      plain,
    );
    expect(text).toBe(
      `
KEY_INVALID_FIELDS  Cannot query field "sku" on type "Product".
  in reviews, Product  schema/product.graphql:1:14
  > 1 │ type Product @key(fields: "sku") {
      │              ^
    2 │ \tid: ID!
  in reviews, Product  schema/product.graphql:1:1
  fix: Name a field that exists.

FIELD_TYPE_MISMATCH  Type of "Product.id" differs.
  It is ID! in one and Int! in the other.
  in reviews, Product.id  schema/product.graphql:2:2  (place derived by rule)
    1 │ type Product @key(fields: "sku") {
  > 2 │ \tid: ID!
      │ \t^
    3 │ }
  in products, line 7:3, Product.id
  in the supergraph
  fix: Give it one type.

2 problems. More: kontor explain KEY_INVALID_FIELDS, kontor explain FIELD_TYPE_MISMATCH
`.trim(),
    );
  });

  it('cannot smuggle terminal commands in', () => {
    const text = renderProblems(
      [{ code: 'X\u001b[2J', message: 'a\u001b]0;title\u0007b\u202e', fix: 'c\rd', locations: [] }],
      new Map(),
      plain,
    );
    // eslint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f\u202e]/);
  });

  it('are cut where there are too many places', () => {
    const text = renderProblems(
      [{ code: 'X', message: 'm', fix: 'f', locations: Array.from({ length: 9 }, () => place) }],
      new Map(),
      plain,
    );
    expect(text).toContain('… and 4 more places');
  });

  it('survive a line that the file does not have', () => {
    const text = renderProblems(
      [{ code: 'X', message: 'm', fix: 'f', locations: [{ ...place, line: 999 }] }],
      new Map([['reviews', reviews]]),
      plain,
    );
    expect(text).toContain('in reviews, line 999:14, Product');
  });
});

describe('hints', () => {
  it('are one line each, and nothing when there are none', () => {
    expect(renderHints([], plain)).toBe('');
    expect(renderHints([{ code: 'H', message: 'Look\nhere', locations: [place] }], plain)).toBe(
      '1 hint, nothing is refused for it:\n  H Look here (reviews, line 4:14, Product)',
    );
  });
});
