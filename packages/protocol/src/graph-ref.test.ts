import { describe, expect, it } from '@jest/globals';
import { formatGraphRef, isGraphName, parseGraphRef } from './graph-ref.js';

describe('parseGraphRef', () => {
  it('reads graph@variant, and a bare graph as its variant current', () => {
    expect(parseGraphRef('storefront@staging')).toEqual({ graph: 'storefront', variant: 'staging' });
    expect(parseGraphRef('storefront')).toEqual({ graph: 'storefront', variant: 'current' });
  });

  it('gives back what formatGraphRef wrote', () => {
    const ref = { graph: 'a-b_1', variant: 'C' };
    expect(parseGraphRef(formatGraphRef(ref))).toEqual(ref);
  });

  it.each(['', '@', 'a@', '@b', 'a@b@c', '1a', 'a b', 'a/b', '../x', 'é', `a${'b'.repeat(64)}`])(
    'refuses %j',
    (ref) => {
      expect(parseGraphRef(ref)).toBeUndefined();
    },
  );

  it('takes names of 64 characters', () => {
    expect(isGraphName('a'.repeat(64))).toBe(true);
  });
});
