import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse, validate } from 'graphql';
import { composeOf } from '../../../../test/support/gateway/shop.js';
import { planningHere } from '../../planning/planning-here.js';
import type { LoadedSupergraph, SubgraphAnswer, SubgraphFetch } from '../engine.js';
import { createStockEngine } from '../stock/stock-engine.js';
import { createCompiledEngine } from './compiled-engine.js';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@context", "@fromContext"])\n`;

const SDL = composeOf([
  {
    name: 'shops',
    url: 'http://shops/',
    sdl: `${LINK}
type Query { shops: [Shop!]! market: Market }
type Shop @key(fields: "id") @context(name: "place") { id: ID! currency: String! region: Region best: Product! products: [Product!]! }
type Market @key(fields: "id") @context(name: "place") { id: ID! currency: String! best: Product! }
type Region { code: String }
type Product @key(fields: "upc") {
  upc: ID!
  price(in: String @fromContext(field: "$place { currency }"), amount: Int): String
}
`,
  },
  {
    name: 'names',
    url: 'http://names/',
    sdl: `${LINK} type Product @key(fields: "upc") { upc: ID! name: String }`,
  },
]);

const product = (upc: string) => ({ __typename: 'Product', upc });
const shop = (id: string, currency: string, upcs: string[]) => ({
  __typename: 'Shop',
  id,
  currency,
  best: product(upcs[0] ?? ''),
  products: upcs.map(product),
});

describe('@fromContext', () => {
  let loaded: LoadedSupergraph;
  beforeAll(async () => {
    loaded = await createCompiledEngine({
      planCacheMiB: 4,
      planRefusalMs: 1_000,
      startPlanning: planningHere({ evaluatedPlansMax: 1_000, pathsPerFieldMax: 1_000 }),
    }).load({ sdl: SDL, hash: '' });
  });

  const ask = async (source: string) => {
    const document = parse(source);
    expect(validate(loaded.apiSchema, document)).toEqual([]);
    const fetched: SubgraphFetch[] = [];
    const result = await loaded.execute(
      { documentHash: source, document, operationName: undefined },
      {
        variables: {},
        fetchSubgraph: (fetch): Promise<SubgraphAnswer> => {
          fetched.push(fetch);
          const { representations, ...others } = fetch.variables as {
            representations?: { upc: string }[];
          };
          const currency = Object.entries(others).find(([name]) => name.startsWith('contextual'))?.[1];
          const data = representations
            ? {
                _entities: representations.map(({ upc }) =>
                  fetch.subgraph === 'names'
                    ? { __typename: 'Product', name: `Product ${upc}` }
                    : { __typename: 'Product', price: `${upc} ${String(currency)}` },
                ),
              }
            : {
                shops: [shop('1', 'EUR', ['a', 'b']), shop('2', 'USD', ['a']), shop('3', 'EUR', ['b'])],
                market: { __typename: 'Market', id: 'm', currency: 'CHF', best: product('a') },
              };
          return Promise.resolve({ kind: 'answered', data: structuredClone(data), errors: [] });
        },
      },
      new AbortController().signal,
    );
    return { data: JSON.parse(JSON.stringify(result.data)) as unknown, errors: result.errors, fetched };
  };

  it('takes the value of the object around each entity, and asks once per value', async () => {
    const { data, errors, fetched } = await ask('{ shops { products { price } } }');
    expect(errors).toEqual([]);
    expect(data).toEqual({
      shops: [
        { products: [{ price: 'a EUR' }, { price: 'b EUR' }] },
        { products: [{ price: 'a USD' }] },
        { products: [{ price: 'b EUR' }] },
      ],
    });
    expect(fetched).toHaveLength(3);
    expect(fetched.slice(1).map(({ variables }) => variables['representations'])).toEqual([
      [product('a'), product('b')],
      [product('a')],
    ]);
  });

  it('keeps arguments of the client, other fetches and other places apart', async () => {
    const { data, errors } = await ask(
      '{ shops { id best { name price(amount: 2) } } market { best { price name } } }',
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      shops: [
        { id: '1', best: { name: 'Product a', price: 'a EUR' } },
        { id: '2', best: { name: 'Product a', price: 'a USD' } },
        { id: '3', best: { name: 'Product b', price: 'b EUR' } },
      ],
      market: { best: { price: 'a CHF', name: 'Product a' } },
    });
  });

  it('is no argument that clients see', () => {
    expect(validate(loaded.apiSchema, parse('{ market { best { price(in: "x") } } }'))).toHaveLength(1);
  });

  it('is nothing that stock serves, and stock says so', async () => {
    const stock = createStockEngine({ planCacheMiB: 4, evaluatedPlansMax: 1_000, pathsPerFieldMax: 1_000 });
    await expect(stock.load({ sdl: SDL, hash: '' })).rejects.toMatchObject({
      name: 'SupergraphRejected',
      message: expect.stringContaining('@fromContext'),
    });
  });
});
