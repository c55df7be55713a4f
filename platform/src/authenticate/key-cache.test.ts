import { describe, expect, it } from '@jest/globals';
import { KEY_SNAPSHOT_REFRESH_MS, SYSTEM_ACTOR } from '@kontor/protocol';
import type { Authentication } from './identity-client.js';
import { createKeyCache } from './key-cache.js';

const key = (n: number) => `kontor_${String(n).padStart(16, '0')}_${'s'.repeat(43)}`;
const accepted: Authentication = { kind: 'accepted', actor: SYSTEM_ACTOR };

/** An identity that answers as told, and a clock that stands still unless it is moved. */
function harness(answer: (key: string) => Authentication | Promise<Authentication> = () => accepted) {
  const asked: string[] = [];
  let now = 1_000;
  const authenticate = createKeyCache(
    (given) => {
      asked.push(given);
      return Promise.resolve(answer(given));
    },
    () => now,
  );
  return { authenticate, asked, pass: (ms: number) => (now += ms) };
}

describe('the key cache', () => {
  it('asks identity once per refresh time', async () => {
    const { authenticate, asked, pass } = harness();
    await authenticate(key(1));
    pass(KEY_SNAPSHOT_REFRESH_MS - 1);
    expect(await authenticate(key(1))).toEqual(accepted);
    expect(asked).toHaveLength(1);
    pass(1);
    await authenticate(key(1));
    expect(asked).toHaveLength(2);
  });

  it('remembers refusals just as long', async () => {
    const { authenticate, asked, pass } = harness(() => ({ kind: 'refused' }));
    expect(await authenticate(key(1))).toEqual({ kind: 'refused' });
    await authenticate(key(1));
    expect(asked).toHaveLength(1);
    pass(KEY_SNAPSHOT_REFRESH_MS);
    await authenticate(key(1));
    expect(asked).toHaveLength(2);
  });

  it('counts the age of an answer from the question: identity may have been slow', async () => {
    const held = Promise.withResolvers<Authentication>();
    const { authenticate, asked, pass } = harness(() => held.promise);
    const first = authenticate(key(1));
    pass(KEY_SNAPSHOT_REFRESH_MS);
    held.resolve(accepted);
    await first;
    await authenticate(key(1));
    expect(asked).toHaveLength(2);
  });

  it('asks once for all who come at the same time', async () => {
    const held = Promise.withResolvers<Authentication>();
    const { authenticate, asked } = harness(() => held.promise);
    const all = Promise.all(Array.from({ length: 50 }, () => authenticate(key(1))));
    held.resolve(accepted);
    expect(await all).toEqual(Array.from({ length: 50 }, () => accepted));
    expect(asked).toHaveLength(1);
  });

  it('does not remember that identity was away', async () => {
    let up = false;
    const { authenticate } = harness(() => (up ? accepted : { kind: 'unavailable', why: 'down' }));
    expect(await authenticate(key(1))).toMatchObject({ kind: 'unavailable' });
    up = true;
    expect(await authenticate(key(1))).toEqual(accepted);
  });

  it('refuses what is no key without asking', async () => {
    const { authenticate, asked } = harness();
    for (const text of ['', 'x', 'kontor_short_secret', `${key(1)}x`, 'Bearer'])
      expect(await authenticate(text)).toEqual({ kind: 'refused' });
    expect(asked).toEqual([]);
  });

  it('is not emptied of good keys by a flood of wrong ones', async () => {
    const { authenticate, asked } = harness((given) => (given === key(0) ? accepted : { kind: 'refused' }));
    await authenticate(key(0));
    for (let n = 1; n <= 10_500; n++) await authenticate(key(n));
    const before = asked.length;
    await authenticate(key(0));
    expect(asked).toHaveLength(before);
  });

  it('has a limit on questions under way', async () => {
    const held = Promise.withResolvers<Authentication>();
    const { authenticate } = harness(() => held.promise);
    const waiting = Array.from({ length: 256 }, (_, n) => authenticate(key(n)));
    expect(await authenticate(key(999))).toMatchObject({ kind: 'unavailable' });
    held.resolve(accepted);
    expect((await Promise.all(waiting)).every(({ kind }) => kind === 'accepted')).toBe(true);
    expect(await authenticate(key(999))).toEqual(accepted);
  });
});
