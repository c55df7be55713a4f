import { describe, expect, it } from '@jest/globals';
import { UsedKeys } from './last-used.js';

const at = (time: string) => new Date(`2026-11-22T${time}Z`);

describe('UsedKeys', () => {
  it('gathers one entry per key, to the minute, the newest', () => {
    const used = new UsedKeys();
    used.note('a', at('12:00:10'));
    used.note('a', at('12:01:59'));
    used.note('a', at('12:00:30'));
    used.note('b', at('12:00:59'));
    expect(used.take()).toEqual([
      { keyId: 'a', usedAt: at('12:01:00') },
      { keyId: 'b', usedAt: at('12:00:00') },
    ]);
    expect(used.take()).toEqual([]);
  });

  it('has a key in steady use saved once a minute, not once a batch', () => {
    const used = new UsedKeys();
    let saved = 0;
    for (let second = 0; second < 180; second += 1) {
      used.note('a', at(`12:0${Math.floor(second / 60)}:${String(second % 60).padStart(2, '0')}`));
      if (second % 10 === 9) saved += used.take().length;
    }
    expect(saved).toBe(3);
  });

  it('keeps a batch that could not be saved', () => {
    const used = new UsedKeys();
    used.note('a', at('12:00:00'));
    const batch = used.take();
    used.note('a', at('12:00:20'));
    expect(used.take()).toEqual([]);
    used.putBack(batch);
    expect(used.take()).toEqual(batch);
  });

  it('remembers no more keys than were used in the newest minute saved', () => {
    const used = new UsedKeys();
    for (let key = 0; key < 1_000; key += 1) used.note(`old${key}`, at('12:00:00'));
    used.take();
    used.note('new', at('12:05:00'));
    used.take();
    used.note('old1', at('12:00:30'));
    // Forgotten, so it is saved once more; the database keeps the newer of the two.
    expect(used.take()).toEqual([{ keyId: 'old1', usedAt: at('12:00:00') }]);
  });
});
