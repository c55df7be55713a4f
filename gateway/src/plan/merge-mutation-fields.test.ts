import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, print, validate } from 'graphql';
import { mergeMutationFields } from './merge-mutation-fields.js';

const schema = buildSchema(`
  type Query { q: Int }
  type Mutation { archive: Item add: Int }
  type Item { size: Int sku: String }
`);
const text = (source: string): string => print(parse(source)).replace(/\s+/g, ' ').trim();
const merged = (source: string): string => {
  const document = mergeMutationFields(parse(source), schema);
  expect(validate(schema, document).filter(({ message }) => !message.includes('never used'))).toEqual([]);
  return text(print({ ...document, definitions: document.definitions.slice(0, 1) }));
};
const VARIABLES = 'mutation ($a: Boolean!, $b: Boolean!)';

describe('a mutation that is selected more than once', () => {
  it.each([
    ['when there is only one', `${VARIABLES} { archive @include(if: $a) { size } add @skip(if: $b) }`],
    ['in a query', 'query ($a: Boolean!) { q q @include(if: $a) }'],
  ])('stays %s', (_when, source) => {
    expect(merged(source)).toBe(text(source));
  });

  it.each([
    [
      'without a condition and with one',
      `${VARIABLES} { archive { size } add archive @include(if: $a) { sku } }`,
      `${VARIABLES} { archive { size ... on Item @include(if: $a) { sku } } add }`,
    ],
    [
      'in fragments',
      `${VARIABLES} { archive { size } add ...F } fragment F on Mutation { archive { sku } }`,
      `${VARIABLES} { archive { size sku } add }`,
    ],
    [
      'with two conditions',
      `${VARIABLES} { add @include(if: $a) add @skip(if: $b) }`,
      `${VARIABLES} { ... on Mutation @include(if: $a) { add } ... on Mutation @skip(if: $a) { ... on Mutation @skip(if: $b) { add } } }`,
    ],
    [
      'with one condition twice',
      `${VARIABLES} { add @include(if: $a) add @include(if: $a) }`,
      `${VARIABLES} { ... on Mutation @include(if: $a) { add } }`,
    ],
  ])('is sent once %s', (_when, source, expected) => {
    expect(merged(source)).toBe(text(expected));
  });
});
