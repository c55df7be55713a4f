import { describe, expect, it } from '@jest/globals';
import type { lookup } from 'node:dns';
import { ADDRESS_PRIVATE, createPublicLookup } from './public-lookup.js';

const resolvingTo = (...addresses: string[]) =>
  ((_: string, __: object, done: (error: null, found: object[]) => void) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )) as unknown as typeof lookup;

const look = (resolver: typeof lookup, options: { all?: boolean } = { all: true }) =>
  new Promise<unknown>((resolve) =>
    createPublicLookup(resolver)('reviews.example', options, (error, found) => resolve(error?.code ?? found)),
  );

describe('the lookup for public addresses', () => {
  it('gives what is public, in the form that was asked for', async () => {
    expect(await look(resolvingTo('1.1.1.1'))).toEqual([{ address: '1.1.1.1', family: 4 }]);
    expect(await look(resolvingTo('1.1.1.1'), {})).toBe('1.1.1.1');
  });

  it.each([['127.0.0.1'], ['1.1.1.1', '10.0.0.1'], ['::ffff:169.254.169.254']])(
    'gives nothing of %s',
    async (...addresses) => {
      expect(await look(resolvingTo(...addresses))).toBe(ADDRESS_PRIVATE);
    },
  );

  it('looks at the addresses of each connection anew', async () => {
    const answers = [['1.1.1.1'], ['127.0.0.1']];
    const rebinding = ((...given: Parameters<typeof lookup>) =>
      (resolvingTo(...(answers.shift() ?? [])) as (...all: unknown[]) => void)(...given)) as typeof lookup;
    expect(await look(rebinding)).toEqual([{ address: '1.1.1.1', family: 4 }]);
    expect(await look(rebinding)).toBe(ADDRESS_PRIVATE);
  });
});
