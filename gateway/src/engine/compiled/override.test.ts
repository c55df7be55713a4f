import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { composeOf } from '../../../../test/support/gateway/shop.js';
import { activeLabels } from '../../plan/override-labels.js';
import { planningHere } from '../../planning/planning-here.js';
import type { EngineRequest } from '../engine.js';
import { createStockEngine } from '../stock/stock-engine.js';
import { createCompiledEngine } from './compiled-engine.js';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@override"])\n`;

const supergraphWith = (label: string) =>
  composeOf([
    {
      name: 'old',
      url: 'http://old/',
      sdl: `${LINK} type Query { t: T } type T @key(fields: "id") { id: ID! name: String other: String }`,
    },
    {
      name: 'new',
      url: 'http://new/',
      sdl: `${LINK} type T @key(fields: "id") { id: ID! name: String @override(from: "old", label: "${label}") }`,
    },
  ]);

const load = (label: string) =>
  createCompiledEngine({
    planCacheMiB: 4,
    planRefusalMs: 1_000,
    startPlanning: planningHere({ evaluatedPlansMax: 1_000, pathsPerFieldMax: 1_000 }),
  }).load({
    sdl: supergraphWith(label),
    hash: '',
  });

const ask = async (
  loaded: Awaited<ReturnType<typeof load>>,
  source: string,
  isOverridden?: EngineRequest['isOverridden'],
) => {
  const fetched: string[] = [];
  const result = await loaded.execute(
    { documentHash: source, document: parse(source), operationName: undefined },
    {
      variables: {},
      ...(isOverridden && { isOverridden }),
      fetchSubgraph: ({ subgraph, query }) => {
        fetched.push(subgraph);
        const name = /\bname\b/.test(query) ? { name: `from ${subgraph}` } : {};
        const t = { __typename: 'T', id: '1', other: 'x', ...name };
        const data = subgraph === 'old' ? { t } : { _entities: [t] };
        return Promise.resolve({ kind: 'answered', data, errors: [] });
      },
    },
    new AbortController().signal,
  );
  return { data: JSON.parse(JSON.stringify(result.data)) as unknown, fetched };
};

describe('@override by degrees', () => {
  it('follows a label of one’s own, request by request', async () => {
    const loaded = await load('new-names');
    for (const isActive of [true, false, true]) {
      const asked: string[] = [];
      const { data, fetched } = await ask(loaded, '{ t { name } }', (label) => {
        asked.push(label);
        return isActive;
      });
      expect(data).toEqual({ t: { name: isActive ? 'from new' : 'from old' } });
      expect(fetched).toEqual(isActive ? ['old', 'new'] : ['old']);
      expect(asked).toEqual(['new-names']);
    }
  });

  it('holds for nobody when nobody says', async () => {
    expect((await ask(await load('new-names'), '{ t { name } }')).data).toEqual({ t: { name: 'from old' } });
  });

  it('asks about no label that the operation has nothing to do with', async () => {
    const { fetched } = await ask(await load('new-names'), '{ t { other } }', () => {
      throw new Error('asked');
    });
    expect(fetched).toEqual(['old']);
  });

  it.each([
    [0, 'from old'],
    [100, 'from new'],
  ])('draws percentages: %d', async (percent, name) => {
    const loaded = await load(`percent(${percent})`);
    for (let i = 0; i < 20; i++)
      expect((await ask(loaded, '{ t { name } }', () => percent === 0)).data).toEqual({ t: { name } });
  });

  it('is nothing that stock serves, and stock says so', async () => {
    const stock = createStockEngine({ planCacheMiB: 4, evaluatedPlansMax: 1_000, pathsPerFieldMax: 1_000 });
    await expect(stock.load({ sdl: supergraphWith('x'), hash: '' })).rejects.toMatchObject({
      name: 'SupergraphRejected',
      message: expect.stringContaining('@override(label:)'),
    });
  });

  it('draws once per label', () => {
    const draws = [0.099, 0.1, 0.5];
    const labels = ['percent(10)', 'percent(10.0)', 'percent(50.01)'];
    expect(
      activeLabels(
        labels,
        () => draws.shift() ?? 1,
        () => false,
      ),
    ).toEqual(['percent(10)', 'percent(50.01)']);
  });
});
