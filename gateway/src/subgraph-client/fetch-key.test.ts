import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../test-support/seeded-random.js';
import { fetchKey } from './fetch-key.js';
import { prepareHeaders } from './prepared-headers.js';

const key = (subgraph: string, href: string, headers: Record<string, string>, body: string) =>
  fetchKey(subgraph, href, prepareHeaders(headers), body);

describe('the key of a fetch', () => {
  it('is the same for the same', () => {
    const one = key('shop', 'http://shop/', { authorization: 'a', 'x-request-id': '1' }, '{}');
    expect(
      key('shop', 'http://shop/', { authorization: 'a', 'x-request-id': '2', tracestate: 'y' }, '{}'),
    ).toBe(one);
  });

  it('differs for all that differ in anything but the text of a body', () => {
    const random = seededRandom(11);
    // Pieces that look like one another's borders.
    const pieces = ['', '1:', 'a', ': ', '\r\n', '\r\n\r\n', '1', 'x-a: 1\r\n', '{}', '2:aa', '"'];
    const text = () => Array.from({ length: random.between(0, 3) }, () => random.oneOf(pieces)).join('');
    const value = () => text().replaceAll(/[\r\n]/g, '');
    const seen = new Map<string, string>();
    for (let run = 0; run < 20_000; run++) {
      const headers: Record<string, string> = {};
      for (const name of ['x-a', 'x-b', 'authorization'])
        if (random.between(0, 1) === 1) headers[name] = value();
      const facts: Parameters<typeof key> = [text(), text(), headers, text()];
      const made = key(...facts);
      const same = JSON.stringify([...facts.slice(0, -1), facts[3].length]);
      expect(seen.get(made) ?? same).toBe(same);
      seen.set(made, same);
    }
  });
});
