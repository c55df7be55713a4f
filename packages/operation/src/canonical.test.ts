import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { canonicalDocument } from './canonical-document.js';
import { canonicalOperation } from './canonical-operation.js';
import { readDefinitions } from './read-definitions.js';

const schema = buildSchema(`
  scalar Any
  input In { n: Int, s: [String!], id: ID, f: Float, deep: In }
  enum Kind { RED }
  type T { id: ID name(n: Int, f: Float, s: String, id: ID, list: [Int!], in: In, any: Any, kind: Kind): String t: T }
  type Query { t: T a0: T name: String }
`);

const canonical = (source: string) => {
  const definitions = readDefinitions(source);
  return definitions && canonicalDocument(definitions);
};
const textOf = (source: string) => canonical(source)?.text;

function operationOf(source: string) {
  const document = parse(source);
  expect(validate(schema, document)).toEqual([]);
  const given = canonical(source);
  return given && canonicalOperation(document, given, schema, 'kontor_x_');
}

describe('the canonical text', () => {
  it.each([
    ['{ t { id } }', 'query Named { t { id } }'],
    ['{ x: t { y: id } }', '{ foo: t { bar: id } }'],
    ['{ t { name(n: 1) } }', '{ t { name(n: 22) } }'],
    [
      '{ t { ...A ...B } } fragment A on T { id } fragment B on T { t { id } }',
      '{ t { ...Y ...Z } } fragment Z on T { t { id } } fragment Y on T { id }',
    ],
    ['{t{id}}', '# comment\n{ t, { id } }'],
    ['{ a: t { id } b: t { id } }', '{ b: t { id } a: t { id } }'],
  ])('is the same for %s and %s', (one, other) => {
    expect(textOf(one)).toBeDefined();
    expect(textOf(other)).toBe(textOf(one));
  });

  it.each([
    ['{ t { id } }', '{ x: t { id } }'],
    ['{ x: t { id } x: t { id } }', '{ x: t { id } y: t { id } }'],
    ['{ t { name(n: 1) x: name(n: 1) } }', '{ t { name(n: 1) x: name(n: 2) } }'],
    ['{ t { name(n: 1) } }', '{ t { name(n: 1.5) } }'],
    ['{ t { name(kind: RED) } }', '{ t { name(kind: BLUE) } }'],
    ['{ t { id name } }', '{ t { name id } }'],
    ['query ($a: Int) { t { name(n: $a) } }', 'query ($b: Int) { t { name(n: $b) } }'],
    ['{ a0: t { id } }', '{ a0 { id } }'],
    ['query { t { id } }', 'mutation { t { id } }'],
    ['{ t @skip(if: true) { id } }', '{ t @skip(if: false) { id } }'],
  ])('differs for %s and %s', (one, other) => expect(textOf(other)).not.toBe(textOf(one)));

  it.each([
    ['an alias that is also the name of a field', '{ name: t { id } t { name } }'],
    ['several operations', 'query A { t { id } } query B { t { id } }'],
    ['an unused fragment', '{ t { id } } fragment F on T { id }'],
    ['a missing fragment', '{ t { ...F } }'],
    ['a name with our prefix', '{ kontor_a: t { id } }'],
    ['a variable with our prefix', 'query ($kontor_l0: Int) { t { name(n: $kontor_l0) } }'],
    ['what is not lexical GraphQL', '{ t { name(n: 01) } }'],
  ])('is not given for %s', (_, source) => expect(textOf(source)).toBeUndefined());
});

describe('reading definitions', () => {
  it('ends where the tokens are too many, however many follow', () => {
    const source = `{ ${'a:t{id} '.repeat(10)} }`;
    expect(readDefinitions(source, 62)).toHaveLength(1);
    expect(readDefinitions(source, 61)).toBeUndefined();
  });
});

describe('the canonical operation', () => {
  it('has aliases and literals taken out, and says how to put them back', () => {
    const source =
      'query Home { top: t { ...Card } } fragment Card on T { title: name(n: 5, s: "x", in: { n: 5, s: ["x"], id: 12345678901234567890 }) }';
    const operation = operationOf(source);
    expect(operation?.source).toMatchInlineSnapshot(`
"query ($kontor_l0: Int, $kontor_l2: ID) {
  kontor_x_0: t {
    ...Card
  }
}

fragment Card on T {
  kontor_x_1: name(
    n: $kontor_l0
    s: "x"
    in: {n: $kontor_l0, s: ["x"], id: $kontor_l2}
  )
}"
`);
    // "x" stands at a String and at a String!: no one variable fits both.
    expect(operation?.kept).toEqual([1]);
    expect(operation?.variablesOf(canonical(source)?.literals ?? [])).toEqual({
      kontor_l0: 5,
      kontor_l2: '12345678901234567890',
    });
  });

  it.each([
    ['of custom scalars', '{ t { name(any: 5) } }'],
    [
      'of directives',
      '{ t { name @deprecated(reason: "x") } }'.replace('@deprecated(reason: "x")', '@include(if: true)'),
    ],
    ['of defaults', 'query ($n: Int = 5) { t { name(n: $n) } }'],
  ])('keeps literals %s', (_, source) => {
    const operation = operationOf(source);
    expect(operation?.source).not.toContain('kontor_l');
    expect(operation?.kept).toEqual((canonical(source)?.literals ?? []).map((__, slot) => slot));
  });

  it('takes a single value where a list is', () => {
    expect(operationOf('{ t { name(list: 5) } }')?.source).toContain('$kontor_l0: [Int!]');
    expect(operationOf('{ t { name(list: [5, 6]) } }')?.source).toContain('$kontor_l0: Int!');
  });

  it('has no variable for a number that is none', () => {
    const source = '{ t { name(f: 1.5) } }';
    const huge = `{ t { name(f: 1${'0'.repeat(400)}.0) } }`;
    expect(operationOf(source)?.variablesOf(canonical(huge)?.literals ?? [])).toBeUndefined();
  });
});
