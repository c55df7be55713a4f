import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mountGateway, startGateway, builtInSource, type RunningGateway } from '@kontor/gateway';
import { createHttpServer, type HttpServer } from '@kontor/http';
import { request as send } from 'node:http';
import { ask, codesOf } from '../support/gateway/gateway-client.js';
import { composeOf, PRODUCTS_SDL, startShop, type Shop } from '../support/gateway/shop.js';
import { writeSupergraphFile, type SupergraphFile } from '../support/gateway/supergraph-file.js';
import { until } from '../support/gateway/until.js';

const ACROSS = '{ product(id: "1") { name reviews { text } } }';
const MUTATION = 'mutation { rename(id: "1", name: "x") { name } }';

describe('the gateway and its subgraphs', () => {
  let shop: Shop;
  let file: SupergraphFile;
  let gateway: RunningGateway;
  let url: string;

  beforeAll(async () => {
    shop = await startShop();
    file = await writeSupergraphFile(shop.supergraph);
    gateway = await startGateway({
      supergraph: file.path,
      port: 0,
      logLevel: 'silent',
      headers: [
        { propagate: 'x-tenant' },
        { propagate: 'authorization', subgraphs: ['products'] },
        { propagate: 'x-old', rename: 'x-new' },
        { propagate: 'x-channel', default: 'web' },
        { propagate: { matching: '^x-debug-|^connection$|^kontor-actor$|^host$|^x-hop$' } },
      ],
      subgraphs: {
        fetchTimeoutMs: 2_000,
        fetchTimeoutMsOf: { reviews: 300 },
        retryWindowMs: 1_500,
        responseBytesMax: 50_000,
      },
    });
    url = gateway.url;
  });
  afterEach(async () => {
    shop.products.behave(undefined);
    shop.reviews.behave(undefined);
    shop.products.received.length = 0;
    shop.reviews.received.length = 0;
  });
  afterAll(async () => {
    await gateway.close();
    await shop.close();
    await file.remove();
  });

  describe('keeps what others answered, and names the failure', () => {
    const partial = async (code: string) => {
      const answer = await ask(url, ACROSS);
      expect(answer.status).toBe(200);
      expect(answer.body.data).toEqual({ product: { name: 'Product 1', reviews: null } });
      expect(answer.body.errors).toHaveLength(1);
      expect(answer.body.errors?.[0]).toMatchObject({
        path: ['product'],
        extensions: { code, subgraph: 'reviews' },
      });
      expect(Object.keys(answer.body.errors?.[0]?.extensions ?? {}).sort()).toEqual(['code', 'subgraph']);
      expect(answer.text).not.toMatch(/127\.0\.0\.1|localhost|node_modules|\bat \w|ECONN/);
      return answer;
    };

    it('when it is slow', async () => {
      const held: (() => void)[] = [];
      shop.reviews.behave((response) => {
        held.push(() => response.end());
      });
      await partial('SUBGRAPH_TIMEOUT');
      expect(held).toHaveLength(1);
      held.forEach((release) => release());
    });

    it('when it trickles', async () => {
      const trickling = new Set<NodeJS.Timeout>();
      shop.reviews.behave((response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const timer = setInterval(() => response.write(' '), 20);
        trickling.add(timer);
        response.once('close', () => clearInterval(timer));
      });
      await partial('SUBGRAPH_TIMEOUT');
      trickling.forEach(clearInterval);
    });

    it('when it answers more than the limit', async () => {
      shop.reviews.behave((response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ data: { _entities: [{ reviews: [{ text: 'x'.repeat(60_000) }] }] } }));
      });
      await partial('SUBGRAPH_RESPONSE_TOO_LARGE');
    });

    it.each<[string, number, Record<string, string>, string]>([
      ['a page', 200, { 'content-type': 'text/html' }, '<h1>Welcome to nginx at http://127.0.0.1</h1>'],
      ['an error page', 502, { 'content-type': 'text/html' }, '<h1>Bad gateway</h1>'],
      [
        'a redirect',
        302,
        { 'content-type': 'application/json', location: 'http://127.0.0.1:1/' },
        '{"data":{}}',
      ],
      ['no JSON', 200, { 'content-type': 'application/json' }, '{"data":'],
      ['a list', 200, { 'content-type': 'application/json' }, '[]'],
      ['nothing of GraphQL', 200, { 'content-type': 'application/json' }, '{"ok":true}'],
      ['errors of another kind', 200, { 'content-type': 'application/json' }, '{"errors":"many"}'],
      ['a packed body', 200, { 'content-type': 'application/json', 'content-encoding': 'br' }, 'xx'],
      ['no type', 200, {}, '{"data":{"_entities":[{"reviews":[]}]}}'],
    ])('when it answers with %s', async (_, status, headers, body) => {
      shop.reviews.behave((response) => {
        response.writeHead(status, headers);
        response.end(body);
      });
      await partial('SUBGRAPH_RESPONSE_INVALID');
      expect(shop.reviews.received).toHaveLength(1);
    });

    it('when it is killed while it answers, and stays down', async () => {
      let killed: Promise<void> | undefined;
      shop.reviews.behave((response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"data":');
        killed = shop.reviews.kill();
      });
      const answer = await ask(url, ACROSS);
      expect(answer.body.data).toEqual({ product: { name: 'Product 1', reviews: null } });
      expect(codesOf(answer)).toEqual(['SUBGRAPH_UNREACHABLE']);
      await killed;
      await shop.reviews.restart();
    });

    it('when entities are missing from its answer', async () => {
      shop.reviews.behave((response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end('{"data":{"_entities":[]}}');
      });
      const answer = await ask(url, ACROSS);
      expect(answer.body.data).toEqual({ product: { name: 'Product 1', reviews: null } });
      expect(codesOf(answer)).toEqual(['SUBGRAPH_RESPONSE_INVALID']);
    });

    it('when its data has another shape than its schema', async () => {
      shop.products.behave((response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end('{"data":{"products":"private text"}}');
      });
      const answer = await ask(url, '{ products { name } }');
      expect(answer.body).toMatchObject({
        data: null,
        errors: [{ extensions: { code: 'SUBGRAPH_RESPONSE_INVALID' } }],
      });
      expect(answer.text).not.toContain('private text');
    });

    it('when null comes where the schema forbids it', async () => {
      shop.products.behave((response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end('{"data":{"product":{"name":null}}}');
      });
      const answer = await ask(url, '{ product(id: "1") { name } }');
      expect(answer.body.data).toEqual({ product: null });
      expect(answer.body.errors).toMatchObject([
        { path: ['product', 'name'], extensions: { code: 'SUBGRAPH_VALUE_INVALID' } },
      ]);
    });
  });

  describe('passes on errors of subgraphs', () => {
    const fail = (error: object, status = 200) =>
      shop.products.behave((response) => {
        response.writeHead(status, { 'content-type': 'application/graphql-response+json' });
        response.end(JSON.stringify({ data: { product: null }, errors: [error] }));
      });

    it('with code, message, path and further extensions', async () => {
      const extensions = { code: 'OUT_OF_STOCK', left: 2 };
      fail({ message: 'Only two left', path: ['product', 'name'], extensions });
      const answer = await ask(url, '{ product(id: "1") { name } }');
      expect(answer.body.errors).toEqual([
        {
          message: 'Only two left',
          path: ['product', 'name'],
          extensions: { ...extensions, subgraph: 'products' },
        },
      ]);
    });

    it('whatever the HTTP status', async () => {
      fail({ message: 'No', extensions: { code: 'FORBIDDEN' } }, 403);
      expect(codesOf(await ask(url, '{ product(id: "1") { name } }'))).toEqual(['FORBIDDEN']);
    });

    it('with places in lists', async () => {
      shop.reviews.behave((response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const error = { message: 'Gone', path: ['_entities', 1, 'reviews'], extensions: { code: 'GONE' } };
        response.end(
          JSON.stringify({
            data: { _entities: [{ reviews: [] }, { reviews: null }, { reviews: [] }] },
            errors: [error],
          }),
        );
      });
      const answer = await ask(url, '{ products { id reviews { text } } }');
      expect(answer.body.errors).toMatchObject([{ message: 'Gone', path: ['products', 1, 'reviews'] }]);
      expect(answer.body.data).toEqual({
        products: [
          { id: '1', reviews: [] },
          { id: '2', reviews: null },
          { id: '3', reviews: [] },
        ],
      });
    });

    it('without stack traces and the like', async () => {
      const internals = { stacktrace: ['at x.js:1'], exception: { sql: 'select' }, debugMessage: 'y' };
      fail({ message: 'No', extensions: { code: 'NO', ...internals } });
      const [error] = (await ask(url, '{ product(id: "1") { name } }')).body.errors ?? [];
      expect(error?.extensions).toEqual({ code: 'NO', subgraph: 'products' });
    });

    it.each([302, 9999])('without a say in our own status (%i)', async (status) => {
      const extensions = { code: 'NO', http: { status }, validationErrorCode: 'INTROSPECTION_DISABLED' };
      fail({ message: 'No', extensions });
      const answer = await ask(url, '{ product(id: "1") { name } }');
      expect(answer.status).toBe(200);
      expect(answer.body.errors).toMatchObject([{ message: 'No', extensions: { code: 'NO' } }]);
    });

    it.each([[{}], [{ code: 'INTERNAL_SERVER_ERROR' }]])(
      'masked when nobody gave them a public code (%j)',
      async (extensions) => {
        fail({ message: 'connect ECONNREFUSED 10.0.0.7:5432', path: ['product'], extensions });
        const answer = await ask(url, '{ product(id: "1") { name } }');
        expect(answer.body.errors).toEqual([
          {
            message: 'The subgraph "products" failed at a part of the request.',
            path: ['product'],
            extensions: { code: 'SUBGRAPH_ERROR', subgraph: 'products' },
          },
        ]);
      },
    );

    it('also refusals over plain HTTP', async () => {
      shop.products.behave((response) => {
        response.writeHead(401, { 'content-type': 'application/json' });
        response.end('{"error":{"code":"ACTOR_REQUIRED","message":"Who asks?","fix":"…"}}');
      });
      const answer = await ask(url, '{ product(id: "1") { name } }');
      expect(answer.body.errors).toEqual([
        {
          message: 'Who asks?',
          path: ['product'],
          extensions: { code: 'ACTOR_REQUIRED', subgraph: 'products' },
        },
      ]);
    });
  });

  describe('sends again', () => {
    it('a query whose kept connection was cut under it', async () => {
      let cuts = 0;
      shop.products.behave((response, _request, pass) => {
        if (cuts++ > 0) return pass();
        response.destroy();
        return undefined;
      });
      const answer = await ask(url, '{ product(id: "1") { name } }');
      expect(answer.body).toEqual({ data: { product: { name: 'Product 1' } } });
      expect(shop.products.received).toHaveLength(2);
    });

    it('queries while a subgraph restarts: none fails', async () => {
      await shop.products.kill();
      const answers = Array.from({ length: 20 }, () => ask(url, '{ product(id: "1") { name } }'));
      let answered = false;
      void Promise.race(answers).then(() => (answered = true));
      await ask(url, '{ __typename }');
      expect(answered).toBe(false);
      await shop.products.restart();
      for (const answer of await Promise.all(answers))
        expect(answer.body).toEqual({ data: { product: { name: 'Product 1' } } });
    });

    it('a mutation only when nothing was sent', async () => {
      await shop.products.kill();
      const answer = ask(url, MUTATION);
      await ask(url, '{ __typename }');
      await shop.products.restart();
      expect((await answer).body).toEqual({ data: { rename: { name: 'x' } } });
      expect(shop.products.received).toHaveLength(1);
    });

    it('never a mutation that was sent', async () => {
      shop.products.behave((response) => {
        response.destroy();
      });
      const answer = await ask(url, MUTATION);
      expect(codesOf(answer)).toEqual(['SUBGRAPH_CONNECTION_LOST']);
      expect(answer.body.data).toEqual({ rename: null });
      expect(shop.products.received).toHaveLength(1);
    });

    it('nothing for long to a subgraph that stays down', async () => {
      await shop.products.kill();
      const first = await ask(url, '{ product(id: "1") { name } }');
      expect(codesOf(first)).toEqual(['SUBGRAPH_UNREACHABLE']);
      const startedAt = performance.now();
      const later = await ask(url, '{ product(id: "1") { name } }');
      expect(codesOf(later)).toEqual(['SUBGRAPH_UNREACHABLE']);
      expect(performance.now() - startedAt).toBeLessThan(500);
      await shop.products.restart();
      expect((await ask(url, '{ product(id: "1") { name } }')).body.data).toEqual({
        product: { name: 'Product 1' },
      });
    });
  });

  it('gives up the fetches of a query whose client left, not those of a mutation', async () => {
    const closed: string[] = [];
    const responses: (() => void)[] = [];
    shop.products.behave((response, { body }) => {
      response.once('close', () => closed.push(body.query.startsWith('mutation') ? 'mutation' : 'query'));
      responses.push(() => response.end());
    });
    const leave = (query: string) => {
      const controller = new AbortController();
      const gone = fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
        signal: controller.signal,
      }).catch(() => undefined);
      return { controller, gone };
    };
    const mutation = leave(MUTATION);
    const query = leave('{ product(id: "1") { name } }');
    await until('both fetches arrived', () => shop.products.received.length === 2);
    mutation.controller.abort();
    query.controller.abort();
    await until('the fetch of the query was given up', () => closed.length > 0);
    expect(closed).toEqual(['query']);
    responses.forEach((release) => release());
    await Promise.all([mutation.gone, query.gone]);
  });

  describe('shows subgraphs the headers', () => {
    const seen = async (headers: Record<string, string>) => {
      await ask(url, ACROSS, { headers });
      return {
        products: shop.products.received[0]?.headers ?? {},
        reviews: shop.reviews.received[0]?.headers ?? {},
      };
    };

    it('that rules name, and no others', async () => {
      const { products, reviews } = await seen({ 'x-tenant': 'acme', cookie: 'session=1', 'x-other': 'no' });
      expect(products).toMatchObject({ 'x-tenant': 'acme', 'x-channel': 'web' });
      expect(reviews).toMatchObject({ 'x-tenant': 'acme', 'x-channel': 'web' });
      for (const name of ['cookie', 'x-other']) expect(products).not.toHaveProperty(name);
    });

    it('of one subgraph only to that subgraph', async () => {
      const { products, reviews } = await seen({ authorization: 'Bearer secret' });
      expect(products.authorization).toBe('Bearer secret');
      expect(reviews.authorization).toBeUndefined();
    });

    it('under another name, with a default, or by pattern', async () => {
      const { products } = await seen({ 'x-old': '1', 'x-channel': 'app', 'x-debug-level': '3' });
      expect(products).toMatchObject({ 'x-new': '1', 'x-channel': 'app', 'x-debug-level': '3' });
      expect(products).not.toHaveProperty('x-old');
    });

    it('but never those of one connection, or of Kontor itself, whatever a pattern says', async () => {
      const { products } = await seen({ connection: 'close, x-hop', 'x-hop': '1', 'kontor-actor': 'forged' });
      expect(products).not.toHaveProperty('x-hop');
      expect(products).not.toHaveProperty('kontor-actor');
      expect(products.connection).not.toContain('x-hop');
      expect(products.host).toBe(`127.0.0.1:${shop.products.port}`);
    });

    it('with the request id', async () => {
      const { products, reviews } = await seen({ 'x-request-id': 'r-1' });
      expect([products['x-request-id'], reviews['x-request-id']]).toEqual(['r-1', 'r-1']);
    });
  });

  describe('mounted into another process', () => {
    let server: HttpServer;
    let mounted: Awaited<ReturnType<typeof mountGateway>>;
    let origin: string;
    const ended: string[] = [];
    const slowlyAsked = Promise.withResolvers<void>();
    const mayGoOn = Promise.withResolvers<void>();

    beforeAll(async () => {
      server = createHttpServer({ name: 'platform', logLevel: 'silent' });
      mounted = await mountGateway(server.app, {
        source: builtInSource({
          sdl: composeOf([{ name: 'products', url: shop.products.url, sdl: PRODUCTS_SDL }]),
        }),
        headers: [{ propagate: 'authorization' }, { propagate: 'x-tenant' }],
        accessLog: false,
        listeners: [{ requestEnded: ({ requestId }) => void ended.push(requestId) }],
        subgraphHeaders: async ({ headers, requestId }) => {
          if (requestId === 'slow') {
            slowlyAsked.resolve();
            await mayGoOn.promise;
          }
          if (headers.authorization === 'Bearer good')
            return { kind: 'headers', headers: { 'kontor-actor': 'signed', 'x-tenant': 'verified' } };
          if (headers.authorization)
            return { kind: 'refused', code: 'PERMISSION_DENIED', message: 'Not yours.' };
          return { kind: 'refused', code: 'KEY_INVALID', message: 'No key.' };
        },
      });
      origin = (await server.listen({ port: 0 })).url;
    });
    afterAll(async () => {
      await server.drain();
      await mounted.close();
    });

    it('refuses whom its hook refuses, before the document is read', async () => {
      const nobody = await ask(origin, '{ broken syntax');
      expect([nobody.status, nobody.body]).toEqual([
        401,
        { errors: [{ message: 'No key.', extensions: { code: 'KEY_INVALID' } }] },
      ]);
      const other = await ask(origin, '{ __typename }', { headers: { authorization: 'Bearer bad' } });
      expect([other.status, codesOf(other)]).toEqual([403, ['PERMISSION_DENIED']]);
      expect(shop.products.received).toHaveLength(0);
    });

    it('adds the headers of its hook, which win over what clients send', async () => {
      const headers = { authorization: 'Bearer good', 'x-tenant': 'forged', 'kontor-actor': 'forged' };
      const answer = await ask(origin, '{ echo(text: "hi") }', { headers });
      expect(answer.body).toEqual({ data: { echo: 'hi' } });
      expect(shop.products.received[0]?.headers).toMatchObject({
        'kontor-actor': 'signed',
        'x-tenant': 'verified',
        authorization: 'Bearer good',
      });
    });

    it('asks nothing for a client that left while its hook was deciding', async () => {
      const headers = { authorization: 'Bearer good' };
      const query = '{ echo(text: "hi") }';
      await ask(origin, query, { headers });
      shop.products.received.length = 0;
      const left = send(`${origin}/graphql`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json', 'x-request-id': 'slow' },
        agent: false,
      });
      left.on('error', () => undefined);
      left.end(JSON.stringify({ query }));
      await slowlyAsked.promise;
      left.destroy();
      await until('its end is told', () => ended.includes('slow'));
      mayGoOn.resolve();
      // Planned when it comes, so that it is behind the one that needs no planning.
      await ask(origin, '{ later: echo(text: "hi") }', { headers });
      expect(shop.products.received.map(({ body }) => body.query)).toEqual([
        expect.stringContaining('later'),
      ]);
    });

    it('is ready with what is built in', () => {
      expect(mounted.ready()).toMatchObject({ ready: true, details: { source: { kind: 'connected' } } });
    });
  });
});
