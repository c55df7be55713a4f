import { describe, expect, it } from '@jest/globals';
import { nestsDeeper } from './variables-depth.js';

const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

describe('the depth of variables', () => {
  it('counts lists and objects that hold each other', () => {
    expect(nestsDeeper(nested(200), 200)).toBe(false);
    expect(nestsDeeper(nested(201), 200)).toBe(true);
    expect(nestsDeeper({ a: { b: [{}] } }, 4)).toBe(false);
    expect(nestsDeeper({ a: { b: [{}] } }, 3)).toBe(true);
  });

  it('is told of what no recursion would survive', () => {
    expect(nestsDeeper(nested(400_000), 200)).toBe(true);
  });

  it('is none of plain values, and does not grow with what stands side by side', () => {
    for (const plain of [null, undefined, 1, '[[[']) expect(nestsDeeper(plain, 0)).toBe(false);
    const wide = { many: Array.from({ length: 1_000 }, () => [{}]) };
    expect(nestsDeeper(wide, 4)).toBe(false);
  });
});
