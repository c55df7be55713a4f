import { describe, expect, it } from '@jest/globals';
import { buildSchema, executeSync, Kind, parse, print, validate, visit, type DocumentNode } from 'graphql';
import { seededRandom, type SeededRandom } from '../test-support/seeded-random.js';
import { mergeMutationFields } from './merge-mutation-fields.js';

const schema = buildSchema(`
  type Query { q: Int }
  type Mutation { archive: Item add: Int }
  type Item { size: Int sku: String }
`);
const text = (source: string): string => print(parse(source)).replace(/\s+/g, ' ').trim();
const merged = (source: string): string => {
  const document = mergeMutationFields(parse(source), schema);
  if (!document) return 'too many cases';
  expect(validate(schema, document).filter(({ message }) => !message.includes('never used'))).toEqual([]);
  return text(print({ ...document, definitions: document.definitions.slice(0, 1) }));
};
const VARIABLES = 'mutation ($a: Boolean!, $b: Boolean!, $c: Boolean!)';

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
    [
      'with conditions that combine',
      `${VARIABLES} { ... @include(if: $a) { add @include(if: $b) } add @include(if: $c) }`,
      `${VARIABLES} { ... on Mutation @include(if: $b) { ... on Mutation @include(if: $a) { add } } ` +
        '... on Mutation @skip(if: $a) { ... on Mutation @include(if: $c) { add } } ' +
        '... on Mutation @skip(if: $b) { ... on Mutation @include(if: $a) { ... on Mutation @include(if: $c) { add } } } }',
    ],
    [
      'with conditions that exclude each other',
      `${VARIABLES} { ... @include(if: $a) { add @skip(if: $a) } add @include(if: $b) }`,
      `${VARIABLES} { ... on Mutation @include(if: $b) { add } }`,
    ],
  ])('is sent once %s', (_when, source, expected) => {
    expect(merged(source)).toBe(text(expected));
  });

  it.each(Array.from({ length: 200 }, (_, seed) => seed))(
    'is sent once whatever the conditions are (seed %i)',
    (seed) => {
      const random = seededRandom(seed);
      const document = parse(randomMutation(random));
      const merged = mergeMutationFields(document, schema);
      if (!merged) throw new Error('a few selections are never too many');
      for (let bits = 0; bits < 16; bits += 1) {
        const values = { a: bits % 2 >= 1, b: bits % 4 >= 2, c: bits % 8 >= 4, d: bits >= 8 };
        const answer = execute(document, values);
        expect(sentBy(merged, values)).toEqual(Object.keys(answer));
        expect(execute(merged, values)).toEqual(answer);
      }
    },
  );

  it('is too much for a planner under a thousand combinations', () => {
    const selections = Array.from(
      { length: 12 },
      (_, at) => `... @include(if: $a${at}) { add @skip(if: $b${at}) }`,
    );
    const variables = selections.map((_, at) => `$a${at}: Boolean!, $b${at}: Boolean!`);
    expect(merged(`mutation (${variables.join(', ')}) { ${selections.join(' ')} }`)).toBe('too many cases');
  });
});

function randomMutation(random: SeededRandom): string {
  const selections = Array.from({ length: random.between(1, 8) }, () => {
    let selection = random.oneOf(['add', 'archive { size }', 'x: add', 'archive { sku }']);
    for (let conditions = random.between(0, 3); conditions > 0; conditions -= 1)
      selection = `... @${random.oneOf(['include', 'skip'])}(if: $${random.oneOf([...'abcd'])}) { ${selection} }`;
    return selection;
  });
  return `mutation ($a: Boolean!, $b: Boolean!, $c: Boolean!, $d: Boolean!) { ${selections.join(' ')} }`;
}

type Values = Readonly<Record<string, boolean>>;

/** Every root field that is included, as often as it is written. */
function sentBy(document: DocumentNode, values: Values): string[] {
  const sent: string[] = [];
  visit(document, {
    enter(node) {
      if (node.kind !== Kind.FIELD && node.kind !== Kind.INLINE_FRAGMENT) return undefined;
      const isExcluded = node.directives?.some(({ name, arguments: given = [] }) => {
        const value = given[0]?.value;
        return value?.kind === Kind.VARIABLE && values[value.name.value] !== (name.value === 'include');
      });
      if (isExcluded) return false;
      if (node.kind === Kind.INLINE_FRAGMENT) return undefined;
      sent.push((node.alias ?? node.name).value);
      return false;
    },
  });
  return sent;
}

const execute = (document: DocumentNode, variableValues: Values): Record<string, unknown> =>
  (executeSync({ schema, document, variableValues, rootValue }).data ?? {}) as Record<string, unknown>;

const rootValue = { add: 1, archive: { size: 2, sku: 's' } };
