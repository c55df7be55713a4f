import { describe, expect, it } from '@jest/globals';
import { findFilterProblem } from './product-filter.js';

describe('findFilterProblem', () => {
  it('accepts no condition, one and both ends', () => {
    expect(findFilterProblem({})).toBeUndefined();
    expect(findFilterProblem({ priceMinorMin: 100, priceMinorMax: null })).toBeUndefined();
    expect(findFilterProblem({ priceMinorMin: 100, priceMinorMax: 100 })).toBeUndefined();
  });

  it.each([
    [{ priceMinorMin: -1 }, 'priceMinorMin must not be negative.'],
    [{ priceMinorMax: -1 }, 'priceMinorMax must not be negative.'],
    [{ priceMinorMin: 200, priceMinorMax: 100 }, 'priceMinorMin must not be above priceMinorMax.'],
  ])('names what is wrong with %j', (filter, problem) => {
    expect(findFilterProblem(filter)).toBe(problem);
  });
});
