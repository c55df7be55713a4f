import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { createExpectations } from '../check/expectations.js';
import { drawExchange, EXCHANGE_KINDS, WEIGHTS } from './exchange.js';

const COUNT = 8_000;
const drawn = Array.from({ length: COUNT }, (_, number) => drawExchange(1, number));

test('the same seed and number give the same exchange, others another', () => {
  expect(drawExchange(1, 77)).toEqual(drawn[77]);
  expect(drawExchange(2, 77)).not.toEqual(drawn[77]);
});

test('every kind comes about as often as its weight says', () => {
  const sum = Object.values(WEIGHTS).reduce((total, weight) => total + weight, 0);
  for (const kind of EXCHANGE_KINDS) {
    const count = drawn.filter((one) => one.kind === kind).length;
    const expected = (COUNT * WEIGHTS[kind]) / sum;
    expect(count).toBeGreaterThan(expected / 3);
    expect(count).toBeLessThan(expected * 2 + 20);
  }
});

test('every document that must be answered has an answer in one of the shapes', () => {
  const expectations = createExpectations();
  for (const { turns, user } of drawn)
    for (const { expected } of turns) {
      if (!('asked' in expected)) continue;
      parse(expected.asked.query);
      const answers = [1, 2, 3, 4].map((generation) => expectations.of(expected.asked, generation, user));
      expect(answers.some((answer) => answer?.startsWith('{"data":{'))).toBe(true);
    }
});

test('a mutation names its number, so that it can be counted', () => {
  const mutating = drawn.filter(({ mutates }) => mutates);
  expect(mutating.length).toBeGreaterThan(0);
  for (const { number, turns } of mutating)
    for (const { message } of turns) expect(message.toString()).toContain(`"t~${number}"`);
});
