import { beforeAll, describe, expect, it } from '@jest/globals';
import { getOperationAST, parse, print, validate } from 'graphql';
import { inMemorySubgraphs } from '../../../test/support/gateway/in-memory-subgraphs.js';
import { REVIEW_SHOP, REVIEW_SHOP_QUERY } from '../../../test/support/gateway/review-shop.js';
import { composeOf } from '../../../test/support/gateway/shop.js';
import { answerOf } from '../engine/compiled/answer.js';
import { readParts } from '../engine/compiled/compiled-engine.js';
import { compileOperation, shapingFor, type SupergraphParts } from '../engine/compiled/operation.js';
import type { FetchSubgraph, SubgraphAnswer, SubgraphFetch } from '../engine/engine.js';
import { planningHere } from '../planning/planning-here.js';
import { runProgram } from '../execute/run-program.js';
import { compileFetches } from './compile-program.js';
import { fetchGraphOf, wavesOf, type PlannedFetch } from './fetch-graph.js';
import { prepareOperation } from './prepare-operation.js';
import type { QueryPlan } from './query-plan.js';
import { rewriteFetches } from './rewrite-fetches.js';

const SDL = composeOf(
  Object.entries(REVIEW_SHOP).map(([name, { sdl }]) => ({ name, url: `http://${name}/graphql`, sdl })),
);

describe('rewriting the fetches of a plan', () => {
  let parts: SupergraphParts;
  beforeAll(async () => {
    const limits = { evaluatedPlansMax: 1_000, pathsPerFieldMax: 1_000 };
    parts = await readParts(SDL, planningHere(limits)(SDL));
  });

  const planned = async (source: string): Promise<readonly PlannedFetch[]> => {
    const document = parse(source);
    expect(validate(parts.apiSchema, document)).toEqual([]);
    const prepared = prepareOperation(document, parts.apiSchema, parts);
    if (!prepared) throw new Error('too many conditions');
    const outcome = await parts.planning.plan(print(prepared), undefined);
    if (outcome.kind !== 'planned') throw new Error(outcome.kind);
    return fetchGraphOf((JSON.parse(outcome.planJson) as QueryPlan).node, parts);
  };
  const rewritten = async (source: string) => rewriteFetches(await planned(source));

  /** Answers and errors of the rewritten program and of the plan as it came, fetched alike. */
  const runBoth = async (
    source: string,
    { variables = {}, answers = () => undefined }: RunOptions = {},
  ): Promise<{ ours: Ran; plain: Ran }> => {
    const document = parse(source);
    const operation = getOperationAST(document);
    const verdict = await compileOperation({ documentHash: '', document, operationName: undefined }, parts);
    if (!operation || verdict.kind !== 'compiled') throw new Error('not compiled');
    const { compiled } = verdict;
    const shaping = shapingFor(compiled, variables, parts);
    const ran = async (program: typeof compiled.program): Promise<Ran> => {
      const subgraphs = inMemorySubgraphs(REVIEW_SHOP);
      const fetchSubgraph: FetchSubgraph = async (fetch, signal) => {
        const answer = await subgraphs.fetchSubgraph(fetch, signal);
        return answers(fetch, answer) ?? answer;
      };
      const { signal } = new AbortController();
      const request = { variables, fetchSubgraph };
      const run = await runProgram(program, {
        request,
        coerced: variables,
        isOfType: parts.isOfType,
        names: parts.names,
        signal,
      });
      const { data, errors } = answerOf(operation, shaping, run);
      return {
        data: JSON.parse(JSON.stringify(data)),
        errors: errors.map(({ message, path }) => `${message} at ${path?.join('.')}`),
        fetched: subgraphs.fetched,
      };
    };
    return {
      ours: await ran(compiled.program),
      plain: await ran(compileFetches(await planned(source), parts)),
    };
  };
  interface RunOptions {
    variables?: Record<string, unknown>;
    answers?: (fetch: SubgraphFetch, answer: SubgraphAnswer) => SubgraphAnswer | undefined;
  }
  interface Ran {
    data: unknown;
    errors: string[];
    fetched: readonly SubgraphFetch[];
  }
  const down = (subgraph: string): SubgraphAnswer => ({
    kind: 'failed',
    error: { message: `${subgraph} is down`, extensions: { code: 'SUBGRAPH_UNREACHABLE', subgraph } },
  });

  it('makes 6 requests in 4 waves of the 16 fetches of the query that gateways are compared by', async () => {
    expect(await planned(REVIEW_SHOP_QUERY)).toHaveLength(16);
    const fetches = await rewritten(REVIEW_SHOP_QUERY);
    const waves = wavesOf(fetches);
    expect(fetches.map(({ id, subgraph }) => `${waves.get(id)} ${subgraph}`).toSorted()).toEqual([
      '0 accounts',
      '0 products',
      '1 reviews',
      '2 accounts',
      '2 products',
      '3 inventory',
    ]);
    const { ours, plain } = await runBoth(REVIEW_SHOP_QUERY);
    expect(ours.data).toEqual(plain.data);
    expect(JSON.stringify(ours.data)).toContain('"shippingEstimate":110');
    expect([...ours.errors, ...plain.errors]).toEqual([]);
    expect([ours.fetched.length, plain.fetched.length]).toEqual([6, 16]);
  });

  it.each(['accounts', 'inventory', 'products', 'reviews'])(
    'answers as the plan would when nobody reaches %s',
    async (subgraph) => {
      const { ours, plain } = await runBoth(REVIEW_SHOP_QUERY, {
        answers: (fetch) => (fetch.subgraph === subgraph ? down(subgraph) : undefined),
      });
      expect(ours.data).toEqual(plain.data);
      expect(new Set(ours.errors)).toEqual(new Set(plain.errors));
    },
  );

  it('sends equal representations of all places once', async () => {
    const { ours } = await runBoth(REVIEW_SHOP_QUERY);
    const inventory = ours.fetched.filter(({ subgraph }) => subgraph === 'inventory');
    expect(inventory).toHaveLength(1);
    expect(inventory[0]?.variables['representations']).toHaveLength(5);
  });

  describe('askEqualsOnce', () => {
    it('keeps answers apart that later fetches fill with different things', async () => {
      const source = `{
        users { reviews { product { text: name(language: "de") } } }
        me { reviews { product { text: name(language: "fr") } } }
      }`;
      const reviews = (await rewritten(source)).find(({ subgraph }) => subgraph === 'reviews');
      expect(reviews?.content).toMatchObject({ parts: [{ paths: [['users', '@']] }, { paths: [['me']] }] });
      const { ours, plain } = await runBoth(source);
      expect(ours.data).toEqual(plain.data);
      expect(JSON.stringify(ours.data)).toMatch(/\(de\).*\(fr\)/);
    });

    it('asks once what both places are filled with alike', async () => {
      const source = '{ users { reviews { product { name } } } me { reviews { product { name } } } }';
      expect((await rewritten(source)).map(({ subgraph }) => subgraph)).toEqual([
        'accounts',
        'reviews',
        'products',
      ]);
      const { ours, plain } = await runBoth(source);
      expect(ours.data).toEqual(plain.data);
    });
  });

  describe('sinkIntoLater', () => {
    const source = '{ me { reviews { product { inStock shippingEstimate } } } }';

    it('asks for all at once where everything is there', async () => {
      const { ours, plain } = await runBoth(source);
      expect(ours.data).toEqual(plain.data);
      expect(ours.fetched.at(-1)?.query).toContain(
        '{_entities(representations:$representations){...on Product{shippingEstimate inStock}}}',
      );
    });

    it('asks apart where something is missing', async () => {
      const { ours, plain } = await runBoth(source, {
        answers: ({ subgraph }) => (subgraph === 'products' ? down('products') : undefined),
      });
      expect(ours.data).toEqual(plain.data);
      expect(JSON.stringify(ours.data)).toContain('"inStock":true');
      expect(ours.fetched.at(-1)?.query).toContain('_e1:_entities');
      expect(ours.errors).toEqual(plain.errors);
    });
  });

  describe('joinByAlias', () => {
    const source = '{ users { reviews { body } } topProducts { reviews { body } } }';

    it('gives errors of each part their place in the answer', async () => {
      const answers = (fetch: SubgraphFetch, answer: SubgraphAnswer): SubgraphAnswer | undefined => {
        if (fetch.subgraph !== 'reviews' || answer.kind === 'failed') return undefined;
        const extensions = { code: 'GONE', subgraph: 'reviews' };
        return {
          ...answer,
          errors: [
            { message: 'a', path: ['_e0', 1, 'reviews', 2, 'body'], extensions },
            { message: 'b', path: ['_e1', 3, 'reviews'], extensions },
            { message: 'c', extensions },
          ],
        };
      };
      const { ours } = await runBoth(source, { answers });
      expect(ours.fetched.map(({ subgraph }) => subgraph)).toEqual(['accounts', 'products', 'reviews']);
      expect(ours.errors).toEqual([
        'a at users.1.reviews.2.body',
        'b at topProducts.3.reviews',
        'c at users',
        'c at topProducts',
      ]);
    });

    it('sends no entities of a part that has none, and no request without any', async () => {
      const without = (...fields: string[]) => ({
        answers: (_: SubgraphFetch, answer: SubgraphAnswer): SubgraphAnswer | undefined => {
          if (answer.kind === 'failed' || !answer.data) return undefined;
          const data = Object.fromEntries(
            Object.entries(answer.data).map(([name, value]) => [name, fields.includes(name) ? null : value]),
          );
          return { ...answer, data };
        },
      });
      const one = await runBoth(source, without('topProducts'));
      expect(one.ours.data).toEqual(one.plain.data);
      expect(one.ours.errors).toEqual(one.plain.errors);
      expect(one.ours.fetched.at(-1)?.variables).toMatchObject({ r1: [] });
      const none = await runBoth(source, without('topProducts', 'users'));
      expect(none.ours.data).toEqual({ users: null, topProducts: null });
      expect(none.ours.fetched).toHaveLength(2);
    });

    it('gives variables of its own names that the client has not taken', async () => {
      const { ours } = await runBoth(
        `query ($r0: String, $r1: Boolean!) {
          users { reviews { body @include(if: $r1) product { name(language: $r0) } } }
          topProducts { reviews { body @include(if: $r1) id } }
        }`,
        { variables: { r0: 'de', r1: true } },
      );
      expect(ours.errors).toEqual([]);
      expect(JSON.stringify(ours.data)).toContain('(de)');
    });
  });

  it('leaves out what a condition excludes', async () => {
    const source = `query ($a: Boolean!, $b: Boolean!) {
      users { id ... @include(if: $a) { reviews { id } } }
      topProducts { upc ... @include(if: $b) { reviews { id } } }
    }`;
    for (const variables of [
      { a: true, b: false },
      { a: false, b: true },
      { a: true, b: true },
      { a: false, b: false },
    ]) {
      const { ours, plain } = await runBoth(source, { variables });
      expect(ours.data).toEqual(plain.data);
    }
  });

  it('leaves answers alone that others hold, too', async () => {
    const frozen = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      Object.values(Object.freeze(value)).forEach(frozen);
    };
    const { ours, plain } = await runBoth(REVIEW_SHOP_QUERY, {
      answers: (_, answer) => {
        if (answer.kind === 'failed') return undefined;
        frozen(answer.data);
        return { ...answer, shared: true };
      },
    });
    expect(ours.data).toEqual(plain.data);
    expect(ours.errors).toEqual([]);
  });
});
