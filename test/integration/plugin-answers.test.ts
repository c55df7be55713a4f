import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { startGateway, type GatewayPlugin } from '@kontor/gateway';
import { KontorGateway } from '@kontor/gateway/drop-in';
import type { FormattedExecutionResult } from 'graphql';
import { serveApollo } from '../support/gateway/apollo-server.js';
import { ask } from '../support/gateway/gateway-client.js';
import { startShop, type Shop } from '../support/gateway/shop.js';
import { writeSupergraphFile, type SupergraphFile } from '../support/gateway/supergraph-file.js';

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };
const QUERY = '{ product(id: "1") { name reviews { text } } }';
const EXPECTED = { product: { name: 'Product 1', reviews: [{ text: 'Review of 1' }] } };

type Data = Record<string, unknown>;
type AnyPlugin = ApolloServerPlugin<BaseContext> & GatewayPlugin;

/** The joined answer; what a subgraph answers has only a part of it. */
const isResult = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && isJoined((value as { data?: Data }).data);

const isJoined = (data: Data | undefined): boolean =>
  JOINED.test(Object.keys((data?.['product'] ?? {}) as object).join(' '));

const JOINED = /name reviews/;
const JOINED_TEXT = /"product":.*"reviews":/;

/** A result on its way to the client passes through Apollo Server and its plugins as it is. */
describe('an answer, with plugins', () => {
  let shop: Shop;
  let file: SupergraphFile;
  const running: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    shop = await startShop();
    file = await writeSupergraphFile(shop.supergraph);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await Promise.all(running.splice(0).map((stop) => stop()));
  });
  afterAll(async () => {
    await shop.close();
    await file.remove();
  });

  /** Hooks for each request that look, and touch nothing. */
  function onlooker(): { plugin: AnyPlugin; seen: unknown[] } {
    const seen: unknown[] = [];
    const plugin = {
      requestDidStart: () =>
        Promise.resolve({
          executionDidStart: () => Promise.resolve({ executionDidEnd: () => Promise.resolve() }),
          willSendResponse({ response }: { response: { body: unknown } }) {
            seen.push((response.body as { singleResult: { data: unknown } }).singleResult.data);
            return Promise.resolve();
          },
        }),
    };
    return { plugin: plugin as unknown as AnyPlugin, seen };
  }

  const changing = {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse({ response }: { response: { body: unknown } }) {
          const { data } = (response.body as { singleResult: { data: { product: { name: string } } } })
            .singleResult;
          data.product.name = 'Changed';
          return Promise.resolve();
        },
      }),
  } as unknown as AnyPlugin;

  /** Results written, and texts read that hold the answer, from now on. */
  function watchJson() {
    const written = jest.spyOn(JSON, 'stringify');
    const read = jest.spyOn(JSON, 'parse');
    return {
      writes: () => written.mock.calls.filter(([value]) => isResult(value)).length,
      reads: () => read.mock.calls.filter(([text]) => JOINED_TEXT.test(String(text))).length,
    };
  }

  it('of KontorGateway is one object from the engine to `stringifyResult`, which is called once', async () => {
    const { plugin, seen } = onlooker();
    const gateway = new KontorGateway({ supergraphSdl: shop.supergraph, logger: SILENT });
    const executed: unknown[] = [];
    const stringified: FormattedExecutionResult[] = [];
    const served = await serveApollo({
      gateway: {
        onSchemaLoadOrUpdate: (callback) => gateway.onSchemaLoadOrUpdate(callback),
        async load() {
          const { executor } = await gateway.load();
          return {
            executor: async (request) => {
              const result = await executor?.(request);
              executed.push(result?.data);
              return result ?? {};
            },
          };
        },
        stop: () => gateway.stop(),
      },
      plugins: [plugin],
      stringifyResult(result) {
        stringified.push(result);
        return JSON.stringify(result);
      },
    });
    running.push(served.stop);
    expect(JSON.parse((await ask(served.url, QUERY)).text)).toEqual({ data: EXPECTED });
    expect(stringified).toHaveLength(1);
    expect(executed[0]).toEqual(EXPECTED);
    expect(seen[0]).toBe(executed[0]);
    expect(stringified[0]?.data).toBe(executed[0]);
  });

  const places: [string, (plugins: AnyPlugin[]) => Promise<string>][] = [
    [
      'kontor gateway',
      async (plugins) => {
        const gateway = await startGateway(
          { supergraph: file.path, port: 0, logLevel: 'silent' },
          { plugins },
        );
        running.push(() => gateway.close());
        return gateway.url;
      },
    ],
    [
      'KontorGateway',
      async (plugins) => {
        const gateway = new KontorGateway({ supergraphSdl: shop.supergraph, logger: SILENT });
        const served = await serveApollo({ gateway, plugins });
        running.push(served.stop);
        return served.url;
      },
    ],
  ];

  it.each(places)('of %s is written once, and read by nobody', async (_, start) => {
    const { plugin, seen } = onlooker();
    const url = await start([plugin]);
    await ask(url, QUERY);
    const json = watchJson();
    const answer = await ask(url, QUERY);
    expect(answer.body).toEqual({ data: EXPECTED });
    expect(json.writes()).toBe(1);
    // By the client of this test.
    expect(json.reads()).toBe(1);
    expect(seen).toHaveLength(2);
  });

  it.each(places)('of %s holds what a plugin made of it', async (_, start) => {
    const url = await start([changing]);
    for (let i = 0; i < 2; i++)
      expect((await ask(url, QUERY)).body.data?.['product']).toMatchObject({ name: 'Changed' });
  });
});
