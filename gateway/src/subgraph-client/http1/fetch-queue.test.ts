import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../test-support/seeded-random.js';
import { FetchQueue } from './fetch-queue.js';

describe('the queue of fetches', () => {
  it('is what a list would be, whoever leaves', () => {
    const random = seededRandom(3);
    const queue = new FetchQueue<{ id: number }>();
    const list: { id: number }[] = [];
    for (let step = 0, id = 0; step < 20_000; step++) {
      // It grows, then it shrinks.
      const grows = step % 4_000 < 2_000;
      switch (random.between(0, 3)) {
        case 0:
          expect(queue.take()).toBe(list.shift());
          break;
        case 1: {
          if (list.length === 0) break;
          const [left] = list.splice(random.between(0, list.length - 1), 1);
          expect(left && queue.remove(left)).toBe(true);
          break;
        }
        default:
          for (let i = grows ? 2 : 0; i > 0; i--) {
            const item = { id: id++ };
            queue.add(item);
            list.push(item);
          }
      }
      expect(queue.size).toBe(list.length);
    }
    for (const item of list) expect(queue.take()).toBe(item);
    expect([queue.take(), queue.remove({ id: -1 })]).toEqual([undefined, false]);
  });
});
