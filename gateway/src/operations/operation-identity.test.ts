import { describe, expect, it } from '@jest/globals';
import { readDefinitions } from '@kontor/operation';
import { identify } from './operation-identity.js';

const signature = (source: string, name?: string): string | undefined =>
  identify(readDefinitions(source) ?? [], name)?.signature;

describe('the signature of an operation', () => {
  const base = signature(
    'query Q($a: Int) { field(id: "1", n: 2, x: 1.5, tags: ["a"], in: { b: 1 }, a: $a) { ...F } } fragment F on T { id }',
  );

  it('is the same when only values, spaces and comments differ', () => {
    expect(
      signature(`
        # comment
        query Q($a: Int) { field(id: "22", n: 33, x: 2.5, tags: ["b", "c"], in: { secret: "x" }, a: $a) { ...F } }
        fragment F on T { id }
      `),
    ).toBe(base);
    expect(base).toMatch(/^sha256-[0-9a-f]{64}$/);
  });

  it('does not depend on other operations, unused fragments and the order of fragments', () => {
    const one = signature('query Q { a { ...F ...G } } fragment F on T { x } fragment G on T { y }');
    expect(
      signature(
        'query R { r } fragment G on T { y } query Q { a { ...F ...G } } fragment F on T { x } fragment H on T { z }',
        'Q',
      ),
    ).toBe(one);
  });

  it.each([
    ['query Q { b }'],
    ['query R { a }'],
    ['query Q { x: a }'],
    ['query Q { a(n: 1) }'],
    ['mutation Q { a }'],
  ])('differs for %s', (other) => expect(signature(other)).not.toBe(signature('query Q { a }')));

  it('keeps enum values and booleans, which are part of what is asked', () => {
    expect(signature('{ a(kind: TOY, all: true) }')).not.toBe(signature('{ a(kind: TOOL, all: true) }'));
    expect(signature('{ a(kind: TOY, all: true) }')).not.toBe(signature('{ a(kind: TOY, all: false) }'));
  });
});
