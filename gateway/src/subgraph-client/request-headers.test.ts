import { describe, expect, it } from '@jest/globals';
import type { HeaderRule } from './header-rules.js';
import { createRequestHeaders } from './request-headers.js';

const named = (name: string, more: Partial<Extract<HeaderRule, { kind: 'named' }>> = {}): HeaderRule => ({
  kind: 'named',
  name,
  rename: undefined,
  fallback: undefined,
  subgraphs: undefined,
  ...more,
});
const request = { headers: { authorization: 'Bearer a', 'x-a': '1', 'x-b': '2' }, requestId: 'r-1' };

describe('the headers of a request', () => {
  it('are the same for all subgraphs where no rule names one, and written once', () => {
    const headersOf = createRequestHeaders([named('x-a')])(request, {});
    expect(headersOf('shop').text).toBe('x-a: 1\r\nx-request-id: r-1\r\n');
    expect(headersOf('reviews')).toBe(headersOf('shop'));
  });

  it('are those of each subgraph where rules name some', () => {
    const rules = [
      named('x-a'),
      named('authorization', { subgraphs: new Set(['shop', 'stock']) }),
      named('x-b', { subgraphs: new Set(['reviews']) }),
    ];
    const headersOf = createRequestHeaders(rules)(request, {});
    for (const turn of [1, 2]) {
      expect([turn, headersOf('shop').record]).toEqual([
        turn,
        { 'x-a': '1', authorization: 'Bearer a', 'x-request-id': 'r-1' },
      ]);
      expect(headersOf('reviews').record).toEqual({ 'x-a': '1', 'x-b': '2', 'x-request-id': 'r-1' });
      expect(headersOf('other').record).toEqual({ 'x-a': '1', 'x-request-id': 'r-1' });
    }
    expect(headersOf('stock')).toBe(headersOf('shop'));
  });

  it('are those of their own request', () => {
    const prepare = createRequestHeaders([named('authorization')]);
    const [one, other] = [prepare(request, {}), prepare({ headers: {}, requestId: 'r-2' }, {})];
    expect(one('shop').record).toEqual({ authorization: 'Bearer a', 'x-request-id': 'r-1' });
    expect(other('shop').record).toEqual({ 'x-request-id': 'r-2' });
  });

  it('are overridden by the hook that authenticates, not in the id', () => {
    const authenticated = { 'x-a': 'verified', 'X-Request-Id': 'forged' };
    const headersOf = createRequestHeaders([named('x-a')])(request, authenticated);
    expect(headersOf('shop').record).toEqual({ 'x-a': 'verified', 'x-request-id': 'r-1' });
  });
});
