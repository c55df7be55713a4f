import { describe, expect, test } from '@jest/globals';
import type { Expectation } from '../plan/exchange.js';
import { check, type Circumstances } from './check.js';
import { createExpectations } from './expectations.js';

const expectations = createExpectations();
const OK = 'HTTP/1.1 200 OK\r\ncontent-type: application/json';
const ASKED = { query: '{ product(id: "p3") { id name price } me { name } }' };
const AROUND: Circumstances = { user: 7, oldest: 4, newest: 5, mutates: false, excused: [] };

const right = (generation: number, user = 7, asked = ASKED): string =>
  `${expectations.of(asked, generation, user)}\n`;
const finding = (
  text: string,
  expected: Expectation = { kind: 'data', asked: ASKED },
  around: Partial<Circumstances> = {},
  head = OK,
) => check(expected, { head, body: Buffer.from(text) }, { ...AROUND, ...around }, expectations).finding;

describe('a whole answer', () => {
  test('is that of a generation which may have served, for who asked', () => {
    expect(right(4)).toBe(
      '{"data":{"product":{"id":"p3","name":"Product 3 u~07 g~0004","price":1039},"me":{"name":"Person 0 u~07 g~0004"}}}\n',
    );
    expect(finding(right(4))).toBeUndefined();
    expect(finding(right(5))).toBeUndefined();
  });

  test.each([
    ['another user', right(4, 8)],
    ['a generation that was taken over before', right(3)],
    ['a generation that is not handed over yet', right(6)],
    ['two generations', right(4).replace('g~0004', 'g~0005')],
    ['two users', right(4).replace('u~07', 'u~08')],
    ['another value', right(4).replace('1039', '1040')],
    ['a null', right(4).replace('1039', 'null')],
    ['another order', right(4).replace('"id":"p3","name"', '"name":"p3","id"')],
    ['half of it', right(4).slice(0, 40)],
    ['nothing', ''],
    ['an error', '{"errors":[{"message":"x","extensions":{"code":"INTERNAL_ERROR"}}]}\n'],
    [
      'a refusal of what is valid',
      '{"errors":[{"message":"x","extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}\n',
    ],
  ])('with %s is wrong', (_, text) => expect(finding(text)).toBeDefined());

  test('with another status, or encoded, is wrong', () => {
    expect(finding(right(4), undefined, {}, OK.replace('200 OK', '500 x'))).toBeDefined();
    expect(finding(right(4), undefined, {}, `${OK}\r\ncontent-encoding: gzip`)).toBeDefined();
  });

  test('may be a refusal where a generation does not have the field', () => {
    const expected: Expectation = { kind: 'data', asked: { query: '{ product(id: "p3") { badge } }' } };
    const refused = '{"errors":[{"message":"x","extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}\n';
    const bad = OK.replace('200 OK', '400 Bad Request');
    expect(finding(refused, expected, { oldest: 4, newest: 4 }, bad)).toBeUndefined();
    expect(finding(refused, expected, { oldest: 5, newest: 5 }, bad)).toBeDefined();
  });
});

describe('an answer under a fault', () => {
  const at = (kind: 'truncated' | 'missing' | 'slow'): Expectation => ({
    kind: 'faulty',
    asked: ASKED,
    fault: { kind, subgraph: 'people' },
  });
  const partial = (code: string, me: string) =>
    `{"errors":[{"message":"x","path":["me"],"extensions":{"code":"${code}"}}],"data":{"product":{"id":"p3","name":"Product 3 u~07 g~0004","price":1039},"me":${me}}}\n`;

  test('is whole, or null where an error with the right code says so', () => {
    expect(finding(right(4), at('truncated'))).toBeUndefined();
    expect(finding(partial('SUBGRAPH_RESPONSE_INVALID', 'null'), at('truncated'))).toBeUndefined();
    expect(
      finding(right(4).replace('{"name":"Person 0 u~07 g~0004"}', 'null'), at('missing')),
    ).toBeUndefined();
  });

  test.each([
    ['another code', at('truncated'), partial('SUBGRAPH_TIMEOUT', 'null')],
    ['a fault that is none', at('slow'), partial('SUBGRAPH_RESPONSE_INVALID', 'null')],
    ['another value beside the error', at('truncated'), partial('SUBGRAPH_RESPONSE_INVALID', '{"name":"x"}')],
    [
      'a null that nothing explains',
      at('truncated'),
      right(4).replace('{"name":"Person 0 u~07 g~0004"}', 'null'),
    ],
    [
      'data of another user',
      at('truncated'),
      partial('SUBGRAPH_RESPONSE_INVALID', 'null').replace('u~07', 'u~08'),
    ],
  ])('with %s is wrong', (_, expected, text) => expect(finding(text, expected)).toBeDefined());
});

describe('an answer in parts', () => {
  const asked = { query: '{ product(id: "p3") { id name price } }' };
  const parts = (...all: readonly string[]) =>
    `\r\n---${all.map((json) => `\r\ncontent-type: application/json\r\n\r\n${json}\r\n---`).join('')}--\r\n`;
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: multipart/mixed; boundary="-"';
  const first = '{"hasNext":true,"data":{"product":{"id":"p3"}},"pending":[{"id":"0","path":["product"]}]}';
  const rest = (generation: string) =>
    `{"hasNext":false,"incremental":[{"id":"0","data":{"name":"Product 3 u~07 ${generation}","price":1039}}],"completed":[{"id":"0"}]}`;
  const look = (text: string) => finding(text, { kind: 'parts', asked }, {}, head);

  test('is the whole one put together', () => {
    expect(look(parts(first, rest('g~0004')))).toBeUndefined();
  });

  test.each([
    ['without its end', parts(first)],
    ['of a generation before', parts(first, rest('g~0003'))],
    [
      'with an error',
      parts(
        first,
        rest('g~0004').replace('"completed":[{"id":"0"}', '"completed":[{"id":"0","errors":[{}]}'),
      ),
    ],
    ['that is cut', parts(first, rest('g~0004')).slice(0, -6)],
  ])('%s is wrong', (_, text) => expect(look(text)).toBeDefined());
});

test('a refusal must have its status and its code', () => {
  const expected: Expectation = { kind: 'refused', status: 400, code: 'BAD_REQUEST' };
  const refused = '{"errors":[{"message":"x","extensions":{"code":"BAD_REQUEST"}}]}';
  expect(finding(refused, expected, {}, 'HTTP/1.1 400 Bad Request')).toBeUndefined();
  expect(finding(refused, expected)).toBeDefined();
  expect(finding(refused.replace('BAD_', 'X_'), expected, {}, 'HTTP/1.1 400 Bad Request')).toBeDefined();
});
