import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ApolloGateway, IntrospectAndCompose, RemoteGraphQLDataSource } from '@apollo/gateway';
import { KontorGateway, type KontorGatewayOptions } from '@kontor/gateway/drop-in';
import { buildSchema } from 'graphql';
import { serveApollo, type ServedApollo } from '../support/gateway/apollo-server.js';
import { ask, codesOf, type GraphQLAnswer } from '../support/gateway/gateway-client.js';
import { startShop, type Shop } from '../support/gateway/shop.js';
import { until } from '../support/gateway/until.js';

const JOIN = '{ product(id: "1") { name reviews { text } shippingNote } }';
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

const comparable = ({ status, headers, text }: GraphQLAnswer) => {
  const { date: _date, ...kept } = headers;
  return { status, headers: kept, body: JSON.parse(text) as unknown };
};

describe('KontorGateway in an Apollo Server of one’s own', () => {
  let shop: Shop;
  const running: ServedApollo[] = [];
  const start = async (options: Partial<KontorGatewayOptions> = {}) => {
    const gateway = new KontorGateway({ supergraphSdl: shop.supergraph, logger: SILENT, ...options });
    const served = await serveApollo({ gateway });
    running.push(served);
    return { ...served, gateway };
  };

  beforeAll(async () => {
    shop = await startShop();
  });
  afterEach(async () => {
    shop.products.behave(undefined);
    shop.reviews.behave(undefined);
    await Promise.all(running.splice(0).map((served) => served.stop()));
  });
  afterAll(() => shop.close());

  describe('answers as ApolloGateway does', () => {
    let stock: ServedApollo;
    let kontor: ServedApollo;
    beforeAll(async () => {
      stock = await serveApollo({
        gateway: new ApolloGateway({ supergraphSdl: shop.supergraph, logger: SILENT }),
      });
      kontor = await serveApollo({
        gateway: new KontorGateway({ supergraphSdl: shop.supergraph, logger: SILENT }),
      });
    });
    afterAll(() => Promise.all([stock.stop(), kontor.stop()]));

    it.each<[string, string]>([
      ['a join', JOIN],
      ['a list', '{ products(first: 4) { id reviews { id text } } }'],
      ['a mutation', 'mutation { rename(id: "7", name: "New") { name reviews { id } } }'],
      ['a union', '{ search(text: "x") { __typename ... on Product { name } ... on Guide { title } } }'],
      ['introspection', '{ __schema { queryType { name } } __type(name: "Product") { kind } }'],
      ['directives', '{ __schema { directives { name locations args { name } } } }'],
      ['a part for later', '{ ... @defer { echo(text: "a") } }'],
      ['a null', '{ product(id: "0") { name } }'],
      ['a field that is not there', '{ nothing }'],
      ['no GraphQL', '{ product('],
      ['an error beside data', '{ echo(text: "a") x: product(id: "0") { name } }'],
    ])('%s', async (_, query) => {
      const [theirs, ours] = await Promise.all([ask(stock.url, query), ask(kontor.url, query)]);
      expect(comparable(ours)).toEqual(comparable(theirs));
    });

    it('variables', async () => {
      const query = 'query ($id: ID!) { product(id: $id) { name } }';
      const options = { variables: { id: '2' } };
      const [theirs, ours] = await Promise.all([
        ask(stock.url, query, options),
        ask(kontor.url, query, options),
      ]);
      expect(comparable(ours)).toEqual(comparable(theirs));
    });

    it('an operation that nobody names, as the client’s mistake that it is', async () => {
      const query = 'query A { echo } query B { echo }';
      const [theirs, ours] = await Promise.all([ask(stock.url, query), ask(kontor.url, query)]);
      expect([theirs.status, codesOf(theirs)]).toEqual([500, ['INVALID_GRAPHQL']]);
      expect([ours.status, codesOf(ours)]).toEqual([400, ['OPERATION_RESOLUTION_FAILURE']]);
    });

    it('an error of a subgraph, with its code and its serviceName', async () => {
      shop.reviews.behave((response) => {
        response.setHeader('content-type', 'application/json');
        response.end(
          JSON.stringify({
            data: { _entities: [{ reviews: null }] },
            errors: [
              { message: 'No.', path: ['_entities', 0, 'reviews'], extensions: { code: 'NO' } },
              { message: 'Uncoded.', path: ['_entities', 0, 'reviews'] },
            ],
          }),
        );
      });
      const query = '{ product(id: "1") { name reviews { text } } }';
      const [theirs, ours] = await Promise.all([ask(stock.url, query), ask(kontor.url, query)]);
      const errorsOf = ({ body }: GraphQLAnswer) =>
        body.errors?.map(({ message, path, extensions: { stacktrace: _, ...extensions } }) => ({
          message,
          path,
          extensions,
        }));
      expect(errorsOf(ours)).toEqual(errorsOf(theirs));
      expect(ours.body.data).toEqual(theirs.body.data);
      expect(codesOf(ours)).toEqual(['NO', 'DOWNSTREAM_SERVICE_ERROR']);
    });

    it('variables of a wrong type, with the same status and code', async () => {
      const query = 'query ($id: ID!) { product(id: $id) { name } }';
      const [theirs, ours] = await Promise.all([
        ask(stock.url, query, { variables: { id: { a: 1 } } }),
        ask(kontor.url, query, { variables: { id: { a: 1 } } }),
      ]);
      expect([ours.status, codesOf(ours)]).toEqual([theirs.status, codesOf(theirs)]);
      expect(codesOf(ours)).toEqual(['BAD_USER_INPUT']);
    });
  });

  it('sends subgraphs the headers that its rules name, and no others', async () => {
    const { url } = await start({ headers: [{ propagate: 'x-user' }] });
    shop.products.received.length = 0;
    await ask(url, '{ echo }', { headers: { 'x-user': 'ada', authorization: 'secret' } });
    const [seen] = shop.products.received;
    expect(seen?.headers['x-user']).toBe('ada');
    expect(seen?.headers).not.toHaveProperty('authorization');
  });

  it('waits for a subgraph as long as it is told to', async () => {
    const { url } = await start({ subgraphs: { fetchTimeoutMs: 50 } });
    shop.products.behave(() => undefined);
    expect(codesOf(await ask(url, '{ echo }'))).toEqual(['SUBGRAPH_TIMEOUT']);
  });

  it('calls no private address when told so', async () => {
    const { url } = await start({ subgraphs: { privateAddresses: false } });
    expect(codesOf(await ask(url, '{ echo }'))).toEqual(['SUBGRAPH_ADDRESS_PRIVATE']);
  });

  it('refuses operations beyond its limits, whatever Apollo Server lets pass', async () => {
    const { url } = await start({ limits: { selectionsMax: 100, documentAliasesMax: 3 } });
    const aliases = await ask(url, '{ a: echo b: echo c: echo d: echo }');
    expect(codesOf(aliases)).toEqual(['DOCUMENT_TOO_MANY_ALIASES']);
    const doubled = Array.from(
      { length: 30 },
      (_, i) => `fragment F${i} on Query { ${i === 0 ? 'echo' : `...F${i - 1} ...F${i - 1}`} }`,
    );
    const bomb = await ask(url, `{ ...F29 } ${doubled.join(' ')}`);
    // Apollo Server’s own limit on the same, or ours: it is refused before it is planned.
    expect(bomb.status).toBe(400);
    const small = await ask(url, `{ ...F9 } ${doubled.slice(0, 10).join(' ')}`);
    expect(codesOf(small)).toEqual(['OPERATION_TOO_COMPLEX']);
  });

  describe('supergraphSdl', () => {
    it('may be a function, whose updates take over while requests keep theirs', async () => {
      let update: ((sdl: string) => void) | undefined;
      let cleaned = 0;
      const seen: string[] = [];
      const { url, server, gateway } = await start({
        supergraphSdl: (options) => {
          ({ update } = options);
          return Promise.resolve({
            supergraphSdl: shop.supergraph,
            cleanup: () => {
              cleaned += 1;
              return Promise.resolve();
            },
          });
        },
        experimental_didUpdateSupergraph: (current, previous) =>
          seen.push(`${previous?.compositionId.length ?? 0}->${current.compositionId.length}`),
      });
      const schemas: string[] = [];
      const forget = gateway.onSchemaLoadOrUpdate(({ coreSupergraphSdl }) => schemas.push(coreSupergraphSdl));

      const release = Promise.withResolvers<void>();
      let isAsked = false;
      shop.reviews.behave(async (_response, _request, pass) => {
        isAsked = true;
        await release.promise;
        await pass();
      });
      const underWay = ask(url, JOIN);
      await until('the fetch under way', () => isAsked);
      update?.(shop.supergraphWith('stars'));
      await until('the swap', () => schemas.length === 2);
      shop.reviews.behave(undefined);
      const next = await ask(url, '{ latestReviews { stars } }');
      expect(next.status).toBe(200);
      release.resolve();
      expect((await underWay).body).toEqual({
        data: {
          product: { name: 'Product 1', reviews: [{ text: 'Review of 1' }], shippingNote: '10 g' },
        },
      });
      expect(seen).toHaveLength(2);

      expect(() => update?.('type Query { a: Int }')).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^SUPERGRAPH/) }),
      );
      expect((await ask(url, '{ latestReviews { stars } }')).status).toBe(200);
      forget();
      await server.stop();
      expect(cleaned).toBe(1);
      expect(() => update?.(shop.supergraph)).toThrow(/stopped/);
    });

    it('may be a manager: IntrospectAndCompose of @apollo/gateway', async () => {
      const { url } = await start({
        supergraphSdl: new IntrospectAndCompose({
          subgraphs: [
            { name: 'products', url: shop.products.url },
            { name: 'reviews', url: shop.reviews.url },
          ],
          subgraphHealthCheck: true,
        }),
      });
      expect((await ask(url, JOIN)).body.data).toMatchObject({ product: { shippingNote: '10 g' } });
    });

    it('that is gone is replaced by the current one for requests that are valid there', async () => {
      const gateway = new KontorGateway({ supergraphSdl: shop.supergraph, logger: SILENT });
      const gone = buildSchema('type Query { echo(text: String): String before: String }');
      const served = await serveApollo({
        gateway: {
          onSchemaLoadOrUpdate: (callback) =>
            gateway.onSchemaLoadOrUpdate(({ coreSupergraphSdl }) =>
              callback({ apiSchema: gone, coreSupergraphSdl }),
            ),
          load: () => gateway.load(),
          stop: () => gateway.stop(),
        },
      });
      running.push(served);
      expect((await ask(served.url, '{ echo(text: "here") }')).body).toEqual({ data: { echo: 'here' } });
      expect(codesOf(await ask(served.url, '{ before }'))).toEqual(['GATEWAY_NOT_READY']);
    });

    it('that cannot be served is told by code, and cleaned up after', async () => {
      let cleaned = 0;
      const gateway = new KontorGateway({
        logger: SILENT,
        supergraphSdl: () =>
          Promise.resolve({
            supergraphSdl: 'type Query { a: Int }',
            cleanup: () => {
              cleaned += 1;
              return Promise.resolve();
            },
          }),
      });
      await expect(gateway.load()).rejects.toMatchObject({ code: expect.stringMatching(/^SUPERGRAPH/) });
      expect(cleaned).toBe(1);
      await gateway.stop();
    });

    it('serves only when its subgraphs answer, if told to look', async () => {
      shop.reviews.behave((response) => {
        response.statusCode = 503;
        response.end('down');
      });
      const gateway = new KontorGateway({
        supergraphSdl: shop.supergraph,
        serviceHealthCheck: true,
        logger: SILENT,
      });
      await expect(gateway.load()).rejects.toThrow('[reviews]');
      shop.reviews.behave(undefined);
      const { gateway: healthy } = await start({ serviceHealthCheck: true });
      expect(await healthy.serviceHealthCheck()).toEqual([
        { name: 'products', response: { data: { __typename: 'Query' } } },
        { name: 'reviews', response: { data: { __typename: 'Query' } } },
      ]);
    });
  });

  describe('buildService', () => {
    it('may return RemoteGraphQLDataSources with hooks, which see what they see in ApolloGateway', async () => {
      const watch = () => {
        const log: unknown[] = [];
        class Watched extends RemoteGraphQLDataSource {
          override willSendRequest(
            options: Parameters<NonNullable<RemoteGraphQLDataSource['willSendRequest']>>[0],
          ) {
            const { request, kind, context } = options;
            if (kind !== 'incoming operation') return;
            request.http?.headers.set('x-user', String(context['user']));
            log.push({
              url: this.url,
              method: request.http?.method,
              user: options.incomingRequestContext.context['user'],
              operation: options.incomingRequestContext.operationName,
              path: options.pathInIncomingRequest,
              variables: JSON.parse(JSON.stringify(request.variables)) as unknown,
            });
          }
          override didReceiveResponse({
            response,
          }: Parameters<NonNullable<RemoteGraphQLDataSource['didReceiveResponse']>>[0]) {
            log.push({ data: JSON.parse(JSON.stringify(response.data)) as unknown });
            return response;
          }
        }
        return {
          log,
          buildService: ({ url }: { url?: string }) => new Watched(url === undefined ? {} : { url }),
        };
      };
      const query = 'query Join($id: ID!) { product(id: $id) { name reviews { text } } }';
      const ofStock = watch();
      const ofKontor = watch();
      const stock = await serveApollo({
        gateway: new ApolloGateway({
          supergraphSdl: shop.supergraph,
          logger: SILENT,
          buildService: ofStock.buildService,
        }),
      });
      running.push(stock);
      const { url } = await start({ buildService: ofKontor.buildService });
      const options = { variables: { id: '3' }, headers: { 'x-user': 'ada' } };
      const theirs = await ask(stock.url, query, options);
      shop.products.received.length = 0;
      const ours = await ask(url, query, options);
      expect(ours.body).toEqual(theirs.body);
      expect(ofKontor.log).toEqual(ofStock.log);
      expect(ofKontor.log).toHaveLength(4);
      expect(shop.products.received[0]?.headers['x-user']).toBe('ada');
    });

    it('may fail: in words of its own, or by the system, of which nobody is told', async () => {
      const { url } = await start({
        buildService: ({ name, url: at }) =>
          name === 'reviews'
            ? { process: () => Promise.reject(new Error('Not on Sundays.')) }
            : new RemoteGraphQLDataSource({ url: at ?? '' }),
      });
      const refused = await ask(url, '{ latestReviews { text } }');
      expect(refused.body.errors?.[0]?.message).toBe('Not on Sundays.');
      expect(refused.body.errors?.[0]?.extensions).toMatchObject({
        code: 'DOWNSTREAM_SERVICE_ERROR',
        serviceName: 'reviews',
      });
      await shop.products.kill();
      try {
        const gone = await ask(url, '{ echo }');
        expect(codesOf(gone)).toEqual(['SUBGRAPH_UNREACHABLE']);
        expect(gone.text).not.toContain('127.0.0.1');
      } finally {
        await shop.products.restart();
      }
    });

    it('may leave a subgraph to Kontor’s client, and may keep what it returned', async () => {
      const kept = { data: { latestReviews: [{ __typename: 'Review', id: 'r', text: 'Kept' }] } };
      const { url } = await start({
        buildService: ({ name }) =>
          name === 'reviews' ? { process: () => Promise.resolve(kept) } : undefined,
      });
      for (let i = 0; i < 2; i++)
        expect((await ask(url, '{ echo(text: "a") latestReviews { text } }')).body.data).toEqual({
          echo: 'a',
          latestReviews: [{ text: 'Kept' }],
        });
      expect(kept).toEqual({ data: { latestReviews: [{ __typename: 'Review', id: 'r', text: 'Kept' }] } });
    });
  });

  it('ends when the requests under way have ended', async () => {
    const gateway = new KontorGateway({ supergraphSdl: shop.supergraph, logger: SILENT });
    const served = await serveApollo({ gateway });
    const release = Promise.withResolvers<void>();
    let isAsked = false;
    shop.products.behave(async (_response, _request, pass) => {
      isAsked = true;
      await release.promise;
      await pass();
    });
    const underWay = ask(served.url, '{ echo(text: "last") }');
    await until('the fetch', () => isAsked);
    const stopping = served.stop();
    release.resolve();
    expect((await underWay).body).toEqual({ data: { echo: 'last' } });
    await stopping;
    await gateway.stop();
  });

  it.each([
    [{ serviceList: [] }, 'IntrospectAndCompose'],
    [{ queryPlannerConfig: {} }, 'limits'],
    [{ uplinkEndpoints: ['https://x'] }, 'Managed federation'],
    [{ experimental_didResolveQueryPlan: () => undefined }, 'compiled'],
    [{ supergraphSdl: undefined }, 'Managed federation'],
  ])('refuses by code what it does not have: %p', (options, told) => {
    const make = () =>
      new KontorGateway({ supergraphSdl: shop.supergraph, ...options } as unknown as KontorGatewayOptions);
    expect(make).toThrow(told);
    expect(make).toThrow(expect.objectContaining({ code: 'GATEWAY_OPTION_UNSUPPORTED' }));
  });

  it.each([{ surprise: 1 }, { limits: { surprise: 1 } }, { supergraphSdl: 7 }, { buildService: 'x' }])(
    'refuses what nobody knows, or of a wrong type: %p',
    (options) => {
      const make = () =>
        new KontorGateway({ supergraphSdl: shop.supergraph, ...options } as unknown as KontorGatewayOptions);
      expect(make).toThrow(expect.objectContaining({ code: 'GATEWAY_CONFIG_INVALID' }));
    },
  );
});
