import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type GatewayConfigInput, type RunningGateway } from '@kontor/gateway';
import { ask, codesOf, type GraphQLAnswer } from '../support/gateway/gateway-client.js';
import { startShop, type Shop } from '../support/gateway/shop.js';
import { writeSupergraphFile, type SupergraphFile } from '../support/gateway/supergraph-file.js';

const TOKEN = 'a token of the test, long enough';
const QUERY = '{ products(first: 2) { name reviews { text } } }';

interface Explain {
  supergraphHash: string;
  planningMs: number;
  plan: { fetches: { id: number; subgraph: string; after: number[]; query: string }[] } | null;
  planText: string | null;
  fetches: Record<string, unknown>[];
}

describe('explain', () => {
  let shop: Shop;
  let file: SupergraphFile;
  const running: RunningGateway[] = [];
  let url: string;

  const start = async (config: Omit<GatewayConfigInput, 'supergraph'>) => {
    const gateway = await startGateway({ supergraph: file.path, port: 0, logLevel: 'silent', ...config });
    running.push(gateway);
    return gateway.url;
  };
  beforeAll(async () => {
    shop = await startShop();
    file = await writeSupergraphFile(shop.supergraph);
    url = await start({ explainToken: TOKEN, headers: [{ propagate: { matching: '.*' } }] });
  });
  afterAll(async () => {
    await Promise.all(running.map((gateway) => gateway.close()));
    await shop.close();
    await file.remove();
  });

  const askWith = (token: string, query = QUERY, at = url) =>
    ask(at, query, { headers: { 'kontor-explain': token } });
  const explainOf = (answer: GraphQLAnswer): Explain | undefined =>
    (answer.body as { extensions?: { explain?: Explain } }).extensions?.explain;

  it('gives plan and timings beside the answer', async () => {
    const answer = await askWith(TOKEN);
    expect(answer.body.data).toEqual((await ask(url, QUERY)).body.data);
    const explain = explainOf(answer);
    expect(explain?.plan?.fetches).toMatchObject([
      { id: 1, wave: 1, subgraph: 'products', after: [], paths: [], kind: 'query' },
      { id: 2, wave: 2, subgraph: 'reviews', after: [1], paths: ['products.@'], kind: 'query' },
    ]);
    expect(explain?.planText).toContain('2 fetches, one after the other');
    expect(explain?.fetches).toEqual([
      {
        id: 1,
        subgraph: 'products',
        paths: [],
        startedAtMs: expect.any(Number),
        tookMs: expect.any(Number),
        representations: 0,
        requestBytes: expect.any(Number),
        responseBytes: expect.any(Number),
        shared: false,
        failed: null,
        errors: 0,
      },
      expect.objectContaining({ id: 2, subgraph: 'reviews', paths: ['products.@'], representations: 2 }),
    ]);
  });

  it('tells of a fetch that failed', async () => {
    shop.reviews.behave((response) => void response.writeHead(500).end());
    const explain = explainOf(await askWith(TOKEN));
    shop.reviews.behave(undefined);
    expect(explain?.fetches).toMatchObject([
      { failed: null },
      { failed: expect.stringMatching(/^SUBGRAPH_/) },
    ]);
  });

  it('is for nobody who does not ask, and never reaches a subgraph', async () => {
    expect(explainOf(await ask(url, QUERY))).toBeUndefined();
    shop.products.received.length = 0;
    await askWith(TOKEN);
    expect(shop.products.received.map(({ headers }) => headers['kontor-explain'])).toEqual([undefined]);
  });

  it.each([
    ['a wrong token', 'a token of the test, long enougH', () => url],
    ['an empty one', '', () => url],
    ['a part of it', TOKEN.slice(0, 16), () => url],
  ])('is refused with %s, and nothing is fetched', async (_what, token, at) => {
    await ask(url, QUERY);
    shop.products.received.length = 0;
    const answer = await askWith(token, QUERY, at());
    expect(answer.status).toBe(403);
    expect(codesOf(answer)).toEqual(['EXPLAIN_NOT_PERMITTED']);
    expect(answer.text).not.toContain(TOKEN);
    expect(shop.products.received).toEqual([]);
  });

  it('is off unless told', async () => {
    const answer = await askWith(TOKEN, QUERY, await start({}));
    expect(answer.status).toBe(403);
    expect(codesOf(answer)).toEqual(['EXPLAIN_NOT_PERMITTED']);
  });

  it('tells the fetches of the stock engine, which does not tell its plan', async () => {
    const stock = await start({ engine: 'apollo', explainToken: TOKEN });
    const explain = explainOf(await askWith(TOKEN, QUERY, stock));
    expect(explain).toMatchObject({ plan: null, planText: null });
    expect(explain?.fetches).toMatchObject([
      { id: null, subgraph: 'products' },
      { id: null, subgraph: 'reviews', representations: 2 },
    ]);
  });
});
