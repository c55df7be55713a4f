import { describe, expect, it } from '@jest/globals';
import { DEFAULT_DOCUMENT_LIMITS } from '@kontor/operation';
import { parse } from 'graphql';
import { countSelections, refuseOperation } from './admit-operation.js';

/** Each fragment spreads the one before twice. */
const doubled = (levels: number): string =>
  [
    `{ ...F${levels} } fragment F0 on Query { a }`,
    ...Array.from({ length: levels }, (_, i) => `fragment F${i + 1} on Query { ...F${i} ...F${i} }`),
  ].join(' ');

describe('what an operation multiplies to', () => {
  it.each([
    ['{ a b { c } }', 3],
    ['{ ...F } fragment F on Query { a b }', 3],
    ['{ x { ...F } y { ...F } } fragment F on T { a }', 6],
    ['query A { a } query B { b }', 2],
    ['{ ... on Query { a } }', 2],
    ['{ ...F } fragment F on Query { a ...F }', 3],
    ['{ ...Missing }', 1],
    ['{ ...constructor ...__proto__ } fragment constructor on Query { a }', 3],
  ])('%s', (source, count) => {
    expect(countSelections(parse(source))).toBe(count);
  });

  it('is counted in the time of the document’s length', () => {
    expect(countSelections(parse(doubled(60)))).toBeGreaterThan(2 ** 60);
  });

  it('is refused beyond the limit, and so is what is too long, deep or full of aliases', () => {
    const limits = { ...DEFAULT_DOCUMENT_LIMITS, aliasesMax: 1, selectionsMax: 100 };
    const codeOf = (source: string) => refuseOperation(source, parse(source), limits)?.extensions['code'];
    expect(codeOf('{ a }')).toBeUndefined();
    expect(codeOf(doubled(10))).toBe('OPERATION_TOO_COMPLEX');
    expect(codeOf('{ x: a y: a }')).toBe('DOCUMENT_TOO_MANY_ALIASES');
  });
});
