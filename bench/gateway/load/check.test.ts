import { describe, expect, test } from '@jest/globals';
import { MARK } from '../workloads.ts';
import { Check } from './check.ts';

const OK = 'HTTP/1.1 200 OK';
const EXPECTED = '{"data":{"me":{"id":"1","name":"Ada"}}}';
const look = (check: Check, text: string, number = 7, head = OK) =>
  check.look(number, head, Buffer.from(text));

describe('the look at an answer', () => {
  test('takes another order and other spacing', () => {
    const check = new Check(EXPECTED, false);
    look(check, EXPECTED);
    look(check, '{"data":{"me":{"name":"Ada","id":"1"}}}\n');
    look(check, EXPECTED);
    expect(check).toMatchObject({ answers: 3, wrong: 0 });
  });

  test.each([
    ['another value', '{"data":{"me":{"id":"1","name":"Eve"}}}'],
    ['a value of another type', '{"data":{"me":{"id":1,"name":"Ada"}}}'],
    ['a field too few', '{"data":{"me":{"id":"1"}}}'],
    ['a field too many', '{"data":{"me":{"id":"1","name":"Ada","x":null}}}'],
    ['errors beside the data', '{"data":{"me":{"id":"1","name":"Ada"}},"errors":[]}'],
    ['half an answer', '{"data":{"me":{"id":"1"'],
    ['nothing', ''],
  ])('refuses %s, also after a right one', (_, text) => {
    const check = new Check(EXPECTED, false);
    look(check, EXPECTED);
    look(check, text);
    expect(check).toMatchObject({ answers: 2, wrong: 1 });
    expect(check.complaints).toEqual([`${OK} ${text}`]);
  });

  test('refuses the right bytes with another status', () => {
    const check = new Check(EXPECTED, false);
    look(check, EXPECTED, 7, 'HTTP/1.1 500 Internal Server Error');
    expect(check.wrong).toBe(1);
  });

  test('wants the aliases of this very document', () => {
    const check = new Check(`{"data":{"me_${MARK}":1}}`, true);
    look(check, '{"data":{"me_0000000007":1}}', 7);
    look(check, '{"data":{"me_0000000008":1}}', 8);
    look(check, '{"data": {"me_0000000009":1}}', 9);
    look(check, '{"data":{"me_0000000009":1}}', 10);
    expect(check).toMatchObject({ answers: 4, wrong: 1 });
  });
});
