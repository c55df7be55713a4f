import { describe, expect, it } from '@jest/globals';
import { artifactHash } from '@kontor/protocol';
import { parse } from 'graphql';
import { composeOf } from '../../../../test/support/gateway/shop.js';
import { planningHere } from '../../planning/planning-here.js';
import type { SubgraphAnswer, SubgraphFetch } from '../engine.js';
import { createCompiledEngine } from './compiled-engine.js';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';

const SDL = composeOf([
  {
    name: 'a',
    url: 'http://a/',
    sdl: `${LINK} type Query { t: T } type T @key(fields: "id") { id: ID! }`,
  },
  { name: 'b', url: 'http://b/', sdl: `${LINK} type T @key(fields: "id") { id: ID! b(n: Int): Int }` },
]);

/** What a subgraph answers to any fetch. */
const dataOf = ({ subgraph }: SubgraphFetch): Record<string, unknown> =>
  subgraph === 'a' ? { t: { __typename: 'T', id: '1' } } : { _entities: [{ b: 14 }] };

async function execute(
  query: string,
  variables: Record<string, unknown>,
  fetchSubgraph: (fetch: SubgraphFetch) => Promise<SubgraphAnswer>,
): Promise<unknown> {
  const engine = createCompiledEngine({
    planCacheMiB: 1,
    planRefusalMs: 60_000,
    startPlanning: planningHere({ evaluatedPlansMax: 200, pathsPerFieldMax: 200 }),
  });
  const loaded = await engine.load({ sdl: SDL, hash: artifactHash(SDL) });
  const operation = { documentHash: 'r', document: parse(query), operationName: undefined };
  const result = await loaded.execute(operation, { variables, fetchSubgraph }, new AbortController().signal);
  return JSON.parse(JSON.stringify(result));
}

const ANSWER = { kind: 'object', data: { t: { b: 14 } }, errors: [] };

describe('the compiled engine', () => {
  it('keeps a variable named like the planner’s own apart from it', async () => {
    const fetched: SubgraphFetch[] = [];
    const query = 'query ($representations: Int) { t { b(n: $representations) } }';
    const result = await execute(query, { representations: 7 }, (fetch) => {
      fetched.push(fetch);
      return Promise.resolve({ kind: 'answered', data: dataOf(fetch), errors: [] });
    });
    expect(result).toEqual(ANSWER);
    expect(fetched[1]?.variables).toEqual({
      representations: [{ __typename: 'T', id: '1' }],
      representations_: 7,
    });
  });

  it('leaves nothing in answers that it has taken, and everything in those that others hold', async () => {
    for (const shared of [undefined, true] as const) {
      const answers: Extract<SubgraphAnswer, { kind: 'answered' }>[] = [];
      const result = await execute('{ t { b } }', {}, (fetch) => {
        const answer = {
          kind: 'answered' as const,
          data: dataOf(fetch),
          errors: [],
          ...(shared && { shared }),
        };
        answers.push(answer);
        return Promise.resolve(answer);
      });
      expect(result).toEqual(ANSWER);
      const kept = [{ t: { __typename: 'T', id: '1' } }, { _entities: [{ b: 14 }] }];
      expect(answers.map(({ data }) => data)).toEqual(shared ? kept : [null, null]);
    }
  });
});
