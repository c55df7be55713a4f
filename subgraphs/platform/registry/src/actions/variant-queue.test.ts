import { describe, expect, it } from '@jest/globals';
import { createVariantQueue } from './variant-queue.js';

const gate = () => Promise.withResolvers<string>();

describe('the line in front of a variant', () => {
  it('lets one change in at a time, in order', async () => {
    const queue = createVariantQueue();
    const [first, second] = [gate(), gate()];
    const begun: string[] = [];
    const results = Promise.all([
      queue.run('v', () => (begun.push('first'), first.promise)),
      queue.run('v', () => (begun.push('second'), second.promise)),
    ]);
    await new Promise(setImmediate);
    expect(begun).toEqual(['first']);
    first.resolve('1');
    await new Promise(setImmediate);
    expect(begun).toEqual(['first', 'second']);
    second.resolve('2');
    expect(await results).toEqual(['1', '2']);
  });

  it('does not hold one variant up for another', async () => {
    const queue = createVariantQueue();
    const first = gate();
    const waiting = queue.run('v', () => first.promise);
    expect(await queue.run('w', async () => 'done')).toBe('done');
    first.resolve('1');
    await waiting;
  });

  it('goes on after a change that threw', async () => {
    const queue = createVariantQueue();
    const failing = queue.run('v', () => Promise.reject(new Error('lost connection')));
    const next = queue.run('v', async () => 'done');
    await expect(failing).rejects.toThrow('lost connection');
    expect(await next).toBe('done');
  });

  it('turns away what would make it too long, and takes more once it is shorter', async () => {
    const queue = createVariantQueue(1);
    const first = gate();
    const running = queue.run('v', () => first.promise);
    const waiting = queue.run('v', async () => 'waited');
    expect(await queue.run('v', async () => 'too many')).toMatchObject({
      kind: 'rejected',
      code: 'VARIANT_BUSY',
    });
    first.resolve('1');
    expect(await Promise.all([running, waiting])).toEqual(['1', 'waited']);
    expect(await queue.run('v', async () => 'free')).toBe('free');
  });
});
