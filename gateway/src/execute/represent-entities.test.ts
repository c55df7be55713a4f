import { describe, expect, it } from '@jest/globals';
import { Kind, type SelectionSetNode } from 'graphql';
import { compileRepresent } from '../plan/compile-represent.js';
import type { EntityStepPart, Target } from '../plan/program.js';
import { seededRandom } from '../test-support/seeded-random.js';
import { INCOMPLETE, representEntities } from './represent-entities.js';

const ID: SelectionSetNode = {
  kind: Kind.SELECTION_SET,
  selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: 'id' } }],
};
const field = (name: string) => ({ kind: 'Field' as const, name });
const REQUIRED = ['__typename', 'id', 'price'];

const partOf = (names: readonly string[]): EntityStepPart => ({
  responseName: '_entities',
  variableStart: '"representations":',
  places: { paths: [], names: [], collect: () => undefined },
  represent: compileRepresent({
    requires: names.map(field),
    rewrites: [],
    standIns: new Map(),
    isOfType: (typename, type) => typename === type,
    fieldTypeOf: () => undefined,
    needsOf: () => ({ keys: [ID], requirements: [] }),
  }),
  representSome: [],
  isOwn: false,
  merge: () => true,
  claim: (answer) => answer,
  outputRewrites: [],
});

/** What must come out, the plain way: undefined for an entity that lacks something. */
const textOf = (target: Target): string | undefined => {
  if (typeof target['__typename'] !== 'string' || REQUIRED.some((name) => target[name] === undefined))
    return undefined;
  return JSON.stringify(Object.fromEntries(REQUIRED.map((name) => [name, target[name]])));
};

describe('representations', () => {
  it('are each written once, in the order of their first entities, whatever they hold', () => {
    const random = seededRandom(23);
    const one = (choices: readonly unknown[]): unknown => choices[random.between(0, choices.length - 1)];
    const part = partOf(REQUIRED);
    const ids = ['1', '2', 'é', '漢', '"q"', 'a'.repeat(70), 1, 2.5, null, undefined, { a: '😀' }, [1]];
    const prices = [1, 1, 1, -20, 2 ** 40, '漢', null, undefined, { b: 1 }];
    for (let run = 0; run < 300; run++) {
      const targets = Array.from({ length: random.between(0, 12) }, (): Target => ({
        __typename: one(['A', 'B', undefined]),
        id: one(ids),
        price: one(prices),
      }));
      const texts = targets.map(textOf);
      const once = [...new Set(texts.filter((text) => text !== undefined))];
      const represented = representEntities(part, targets);
      if (represented === INCOMPLETE) throw new Error('nothing is fused here');
      expect(represented.text).toBe(once.join(','));
      expect(represented.count).toBe(once.length);
      expect(represented.indexes).toEqual(
        texts.map((text) => (text === undefined ? -1 : once.indexOf(text))),
      );
    }
  });

  it('are incomplete where a fused part lacks what a single one has', () => {
    const part = { ...partOf(REQUIRED), representSome: [partOf(['__typename', 'id']).represent] };
    expect(representEntities(part, [{ __typename: 'A', id: '1' }])).toBe(INCOMPLETE);
    expect(representEntities(part, [{ __typename: 'A' }])).toMatchObject({
      count: 0,
      indexes: [-1],
      text: '',
    });
  });
});
