import { describe, expect, it } from '@jest/globals';
import { artifactHash } from '@kontor/protocol';
import { parse } from 'graphql';
import { composeOf } from '../../../../test/support/gateway/shop.js';
import { planningHere } from '../../planning/planning-here.js';
import type { SubgraphFetch } from '../engine.js';
import { createCompiledEngine } from './compiled-engine.js';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';

describe('the compiled engine', () => {
  it('keeps a variable named like the planner’s own apart from it', async () => {
    const sdl = composeOf([
      {
        name: 'a',
        url: 'http://a/',
        sdl: `${LINK} type Query { t: T } type T @key(fields: "id") { id: ID! }`,
      },
      { name: 'b', url: 'http://b/', sdl: `${LINK} type T @key(fields: "id") { id: ID! b(n: Int): Int }` },
    ]);
    const engine = createCompiledEngine({
      planCacheMiB: 1,
      planRefusalMs: 60_000,
      startPlanning: planningHere({ evaluatedPlansMax: 200, pathsPerFieldMax: 200 }),
    });
    const loaded = await engine.load({ sdl, hash: artifactHash(sdl) });
    const fetched: SubgraphFetch[] = [];
    const result = await loaded.execute(
      {
        documentHash: 'r',
        document: parse('query ($representations: Int) { t { b(n: $representations) } }'),
        operationName: undefined,
      },
      {
        variables: { representations: 7 },
        fetchSubgraph: (fetch) => {
          fetched.push(fetch);
          const data =
            fetch.subgraph === 'a' ? { t: { __typename: 'T', id: '1' } } : { _entities: [{ b: 14 }] };
          return Promise.resolve({ kind: 'answered', data, errors: [] });
        },
      },
      new AbortController().signal,
    );
    expect(JSON.parse(JSON.stringify(result))).toEqual({
      kind: 'object',
      data: { t: { b: 14 } },
      errors: [],
    });
    expect(fetched[1]?.variables).toEqual({
      representations: [{ __typename: 'T', id: '1' }],
      representations_: 7,
    });
  });
});
