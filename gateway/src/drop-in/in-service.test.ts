import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { buildSchema } from 'graphql';
import { createInService } from './in-service.js';

const served = (name: string) => ({ name, schema: buildSchema('type Query { a: Int }') });

function create(graceMs: number) {
  const disposed: string[] = [];
  const inService = createInService<ReturnType<typeof served>>({
    graceMs,
    dispose({ name }) {
      disposed.push(name);
      return Promise.resolve();
    },
  });
  return { inService, disposed };
}

describe('which supergraph serves whom', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('is told by the schema that a request began on', () => {
    const { inService, disposed } = create(60_000);
    const [one, two] = [served('one'), served('two')];
    inService.swapIn(one);
    inService.swapIn(two);
    expect(inService.current()).toBe(two);
    expect(inService.take(one.schema)?.served).toBe(one);
    expect(inService.take(buildSchema('type Query { b: Int }'))).toBeUndefined();
    expect(disposed).toEqual([]);
  });

  it('keeps one that was taken over until its time is over and its operations have ended', () => {
    const { inService, disposed } = create(1);
    const [one, two] = [served('one'), served('two')];
    inService.swapIn(one);
    const held = inService.take(one.schema);
    inService.swapIn(two);
    jest.advanceTimersByTime(1);
    expect(disposed).toEqual([]);
    held?.release();
    expect(disposed).toEqual(['one']);
    expect(inService.take(one.schema)).toBeUndefined();
  });

  it('keeps the current one, however long nobody asks', () => {
    const { inService, disposed } = create(1);
    const one = served('one');
    inService.swapIn(one);
    inService.take(one.schema)?.release();
    expect(disposed).toEqual([]);
  });

  it('closes when the last operation has ended', async () => {
    const { inService, disposed } = create(60_000);
    const [one, two] = [served('one'), served('two')];
    inService.swapIn(one);
    inService.swapIn(two);
    const held = inService.take(two.schema);
    let isClosed = false;
    const closing = inService.close().then(() => (isClosed = true));
    expect(disposed).toEqual(['one']);
    await Promise.resolve();
    expect(isClosed).toBe(false);
    held?.release();
    await closing;
    expect(disposed).toEqual(['one', 'two']);
    await inService.close();
  });

  it('closes at once when nothing was ever served', async () => {
    await create(1).inService.close();
  });
});
