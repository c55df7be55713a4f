import { describe, expect, it } from '@jest/globals';
import { reconcilePart } from './reconcile-part.js';

describe('a part beside what the client has been given', () => {
  const initial = { path: [], data: { a: { b: [{ c: 1 }, null] }, n: null } };

  it('stays as it is where both agree', () => {
    expect(reconcilePart([initial], { path: [], data: { a: { b: [{ c: 1, d: 2 }, null] } } })).toEqual({
      a: { b: [{ c: 1, d: 2 }, null] },
    });
  });

  it('keeps null what was null', () => {
    const data = { n: { x: 1 }, a: { b: [{ d: 2 }, { d: 3 }] } };
    expect(reconcilePart([initial], { path: [], data })).toEqual({ n: null, a: { b: [{ d: 2 }, null] } });
  });

  it.each([
    ['an object', [], { a: null }],
    ['a list', ['a'], { b: null }],
    ['an element', ['a'], { b: [null, null] }],
    ['a leaf', ['a', 'b', 0], { c: null }],
  ])('fails where it would take back %s', (_what, path, data) => {
    expect(reconcilePart([initial], { path, data })).toBeNull();
  });

  it('fails where it would take back what another part is in', () => {
    const other = { path: ['a', 'b', 0], data: { d: 2 } };
    expect(reconcilePart([other], { path: ['a'], data: { b: null } })).toBeNull();
    expect(reconcilePart([other], { path: ['a'], data: { b: [null] } })).toBeNull();
  });

  it('does not mind what the other does not name', () => {
    const other = { path: ['a', 'z', 0, 'y'], data: { d: 2 } };
    expect(reconcilePart([initial, other], { path: ['a'], data: { x: 1 } })).toEqual({ x: 1 });
    expect(reconcilePart([initial], { path: ['a', 'z', 0], data: { d: null } })).toEqual({ d: null });
  });

  it('has nothing to do with parts elsewhere', () => {
    const other = { path: ['a', 'b', 1], data: { c: 1 } };
    expect(reconcilePart([other], { path: ['a', 'b', 0], data: { c: null } })).toEqual({ c: null });
  });
});
