import { describe, expect, it } from '@jest/globals';
import { summarizeRatings } from './rating-summary.js';

describe('summarizeRatings', () => {
  it('averages to one decimal and fills the gaps, best first', () => {
    expect(
      summarizeRatings([
        { rating: 1, count: 1 },
        { rating: 5, count: 2 },
      ]),
    ).toEqual({
      average: 3.7,
      count: 3,
      histogram: [
        { rating: 5, count: 2 },
        { rating: 4, count: 0 },
        { rating: 3, count: 0 },
        { rating: 2, count: 0 },
        { rating: 1, count: 1 },
      ],
    });
  });

  it('has no average without reviews', () => {
    expect(summarizeRatings([])).toMatchObject({ average: null, count: 0 });
  });
});
