import { describe, expect, it } from '@jest/globals';
import {
  Kind,
  parse,
  print,
  separateOperations,
  stripIgnoredCharacters,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type ValueNode,
} from 'graphql';
import { readDefinitions } from './read-definitions.js';
import { signatureText } from './signature-text.js';

/** The same by the parser and the printer, as the referee. */
function byParser(source: string, name = ''): string {
  const document = parse(source);
  const used = separateOperations(document)[name] ?? document;
  const operations = used.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const fragments = used.definitions
    .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
    .toSorted((a, b) => (a.name.value < b.name.value ? -1 : 1));
  const hide = (value: ValueNode): ValueNode | undefined => {
    switch (value.kind) {
      case Kind.INT:
      case Kind.FLOAT:
        return { kind: Kind.INT, value: '0' };
      case Kind.STRING:
        return { kind: Kind.STRING, value: '' };
      case Kind.LIST:
        return { kind: Kind.LIST, values: [] };
      case Kind.OBJECT:
        return { kind: Kind.OBJECT, fields: [] };
      default:
        return undefined;
    }
  };
  const bare = visit({ kind: Kind.DOCUMENT, definitions: [...operations, ...fragments] } as DocumentNode, {
    IntValue: hide,
    FloatValue: hide,
    StringValue: hide,
    ListValue: hide,
    ObjectValue: hide,
  });
  return stripIgnoredCharacters(print(bare));
}

const byTokens = (source: string, name?: string): string | undefined => {
  const definitions = readDefinitions(source) ?? [];
  const operation = definitions.find((one) => one.kind === 'operation' && one.name === name);
  return operation && signatureText(operation, definitions);
};

describe('the text of a signature', () => {
  it.each([
    ['{ a }'],
    ['query { a }'],
    ['query @live { a }'],
    [
      'query ($a: [Int!]! = [1, 2], $b: In = { x: [1] }, $c: [[In]] = null @d(x: 1)) { a(x: $a, y: [$b, 1], z: { q: "x" }) }',
    ],
    [
      '{ a(x: -1.5e3 y: """block "text" """, e: RED, t: true, n: null) @skip(if: false) { ...F b: c } } fragment F on T { x }',
    ],
    ['subscription { a { ... on T { b } ... @include(if: true) { c } ... { d } } }'],
    ['{ ...B ...A } fragment A on Query { ...C a } fragment C on Query { c } fragment B on Query { b }'],
    ['# comment\n{ a,,, b # more\n }'],
    ['{ a(x: []) b(y: {}) c(z: [{ q: [] }]) }'],
  ])('is what the printer makes of %s', (source) => {
    expect(byTokens(source)).toBe(byParser(source));
  });

  it.each([['A'], ['B']])('is of the operation %s alone, with the fragments that it reaches', (name) => {
    const source =
      'query A { ...F } mutation B { b(x: 1) { ...G } } fragment F on Query { ...G } fragment G on T { g } fragment H on T { h }';
    expect(byTokens(source, name)).toBe(byParser(source, name));
  });

  it.each([
    ['{ a'],
    ['type T { a: Int }'],
    ['{ a(x: 01) }'],
    ['"description" query { a }'],
    ['{ ...F }'],
    [''],
  ])('is not there for %s', (source) => expect(byTokens(source)).toBeUndefined());
});
