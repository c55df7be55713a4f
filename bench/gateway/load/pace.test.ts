import { expect, test } from '@jest/globals';
import { Pace } from './pace.ts';

test('without an interval a request is due when the last one is answered', () => {
  const pace = new Pace(0, 5);
  expect([7, 19, 20].map((now) => pace.next(now))).toEqual([7, 19, 20]);
});

test('with an interval requests are due at their times, also behind a late answer', () => {
  const pace = new Pace(10, 5);
  expect([0, 6, 41, 42, 43, 44].map((now) => pace.next(now))).toEqual([5, 15, 25, 35, 45, 55]);
});
