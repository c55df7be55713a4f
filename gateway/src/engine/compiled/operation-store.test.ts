import { describe, expect, it } from '@jest/globals';
import { gatewayError } from '../../gateway-error.js';
import { createOperationStore, operationKey, type Verdict } from './operation-store.js';

interface Thing {
  readonly name: string;
}
const compiled = (name: string, bytes = 10): Verdict<Thing> => ({
  kind: 'compiled',
  compiled: { name },
  bytes,
});
const error = gatewayError('GATEWAY_PLANNING_TIMEOUT', 'too much');
const store = (limits: { bytesMax?: number; refusalMs?: number } = {}) =>
  createOperationStore<Thing>({ bytesMax: 100, refusalMs: 60_000, ...limits });

describe('the store of operations', () => {
  it('makes each once, also for those who ask meanwhile', async () => {
    const operations = store();
    let made = 0;
    const make = () => {
      made += 1;
      return Promise.resolve(compiled('a'));
    };
    const all = await Promise.all([1, 2, 3].map(() => operations.findOrMake('a', make)));
    expect(made).toBe(1);
    expect(new Set(all)).toEqual(new Set([operations.find('a')]));
  });

  it('tells all who waited of a defect, and tries again for the next', async () => {
    const operations = store();
    const fail = () => Promise.reject(new Error('oh'));
    const asked = [operations.findOrMake('a', fail), operations.findOrMake('a', fail)];
    for (const one of asked) await expect(one).rejects.toThrow('oh');
    expect(await operations.findOrMake('a', () => Promise.resolve(compiled('a')))).toEqual({ name: 'a' });
  });

  it('lets go of what was used longest ago, by size', async () => {
    const operations = store({ bytesMax: 100 });
    for (const name of ['a', 'b', 'a', 'c'])
      await operations.findOrMake(name, () => Promise.resolve(compiled(name, 40)));
    expect(['a', 'b', 'c'].map((name) => operations.find(name) !== undefined)).toEqual([true, false, true]);
  });

  it('keeps one that is larger than the store, alone', async () => {
    const operations = store({ bytesMax: 100 });
    for (const name of ['a', 'huge'])
      await operations.findOrMake(name, () => Promise.resolve(compiled(name, name === 'huge' ? 1_000 : 40)));
    expect(operations.find('huge')).toEqual({ name: 'huge' });
    expect(operations.find('a')).toBeUndefined();
  });

  it('remembers refusals for good, for a while, or not at all', async () => {
    const operations = store({ refusalMs: 1 });
    const refuse = (key: string, remember: 'for-good' | 'for-a-while' | 'not-at-all') =>
      operations.findOrMake(key, () => Promise.resolve({ kind: 'refused', error, remember }));
    expect(await refuse('good', 'for-good')).toBe(error);
    expect(await refuse('none', 'not-at-all')).toBe(error);
    expect(await refuse('while', 'for-a-while')).toBe(error);
    expect(operations.find('good')).toBe(error);
    expect(operations.find('none')).toBeUndefined();
    while (operations.find('while')) await new Promise(setImmediate);
    expect(await operations.findOrMake('while', () => Promise.resolve(compiled('a')))).toEqual({ name: 'a' });
  });

  it('holds a bounded number of refusals', async () => {
    const operations = store();
    for (let i = 0; i < 1_001; i++)
      await operations.findOrMake(String(i), () =>
        Promise.resolve({ kind: 'refused', error, remember: 'for-good' }),
      );
    expect(operations.find('0')).toBeUndefined();
    expect(operations.find('1')).toBe(error);
  });

  it('tells the operations of one document apart', () => {
    const of = (operationName: string | undefined) =>
      operationKey({
        documentHash: 'h',
        document: { kind: 'Document', definitions: [] } as never,
        operationName,
      });
    expect(new Set([of(undefined), of('A'), of('B')]).size).toBe(3);
  });
});
