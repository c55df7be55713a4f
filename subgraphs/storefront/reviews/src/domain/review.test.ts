import { describe, expect, it } from '@jest/globals';
import { findReviewProblem, normalizeReview } from './review.js';

const good = { rating: 4, title: 'Nice', body: 'Very nice.' };

describe('normalizeReview', () => {
  it('takes blanks away at both ends', () => {
    expect(normalizeReview({ rating: 4, title: ' Nice ', body: '\nVery nice.\n' })).toEqual(good);
  });
});

describe('findReviewProblem', () => {
  it('accepts what is right', () => {
    expect(findReviewProblem(good)).toBeUndefined();
  });

  it.each([
    [{ rating: 0 }, /rating/],
    [{ rating: 6 }, /rating/],
    [{ title: '' }, /title/],
    [{ title: 'two\nlines' }, /title/],
    [{ title: 'x'.repeat(121) }, /title/],
    [{ body: '' }, /body/],
    [{ body: 'x'.repeat(5_001) }, /body/],
  ])('refuses %j', (wrong, problem) => {
    expect(findReviewProblem({ ...good, ...wrong })).toMatch(problem);
  });
});
