import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createStockEngine,
  startGateway,
  type GatewayConfigInput,
  type RequestEvent,
  type RunningGateway,
} from '@kontor/gateway';
import { ask, codesOf, sendRaw } from '../support/gateway/gateway-client.js';
import { startShop, type Shop } from '../support/gateway/shop.js';
import { writeSupergraphFile, type SupergraphFile } from '../support/gateway/supergraph-file.js';
import { until } from '../support/gateway/until.js';

const JSON_TYPE = { 'content-type': 'application/json' };

describe('the gateway over HTTP', () => {
  let shop: Shop;
  let file: SupergraphFile;
  const running: RunningGateway[] = [];
  let url: string;
  const events: RequestEvent[] = [];

  const start = async (config: Omit<GatewayConfigInput, 'supergraph'> = {}) => {
    const gateway = await startGateway(
      { supergraph: file.path, port: 0, logLevel: 'silent', ...config },
      { listeners: [{ requestEnded: (event) => events.push(event) }] },
    );
    running.push(gateway);
    return gateway.url;
  };
  const lastEvent = async (is: (event: RequestEvent) => boolean) => {
    await until('the event of the request', () => events.some(is));
    return events.findLast(is);
  };

  beforeAll(async () => {
    shop = await startShop();
    file = await writeSupergraphFile(shop.supergraph);
    url = await start({ cors: { origins: ['https://shop.example'] } });
  });
  afterAll(async () => {
    await Promise.all(running.map((gateway) => gateway.close()));
    await shop.close();
    await file.remove();
  });

  describe('answers', () => {
    it('joins two subgraphs', async () => {
      const answer = await ask(url, '{ product(id: "1") { name reviews { text } shippingNote } }');
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({
        data: { product: { name: 'Product 1', reviews: [{ text: 'Review of 1' }], shippingNote: '10 g' } },
      });
    });

    it('in the media type that was asked for', async () => {
      const typeFor = async (accept: string) =>
        (await ask(url, '{ __typename }', { headers: { accept } })).headers['content-type'];
      expect(await typeFor('application/graphql-response+json')).toBe(
        'application/graphql-response+json; charset=utf-8',
      );
      expect(await typeFor('application/json')).toBe('application/json; charset=utf-8');
      expect(await typeFor('*/*')).toBe('application/json; charset=utf-8');
    });

    it('406 when it can give no type that was asked for', async () => {
      const answer = await ask(url, '{ __typename }', { headers: { accept: 'text/csv' } });
      expect(answer.status).toBe(406);
    });

    it('queries by GET, never mutations', async () => {
      const preflighted = { 'apollo-require-preflight': 'yes' };
      const query = await sendRaw(url, {
        method: 'GET',
        path: '/graphql?query=%7B__typename%7D',
        headers: preflighted,
      });
      expect(query.body).toEqual({ data: { __typename: 'Query' } });
      const mutation = await sendRaw(url, {
        method: 'GET',
        path: `/graphql?query=${encodeURIComponent('mutation { rename(id: "1", name: "x") { id } }')}`,
        headers: preflighted,
      });
      expect(mutation.status).toBe(405);
      expect(mutation.headers['allow']).toBe('POST');
    });

    it('405 to other methods', async () => {
      const answer = await sendRaw(url, {
        method: 'PUT',
        headers: JSON_TYPE,
        body: '{"query":"{ __typename }"}',
      });
      expect(answer.status).toBe(405);
      expect(answer.headers['allow']).toBe('GET, POST');
    });

    it.each([
      ['syntax', '{ products { ', 'GRAPHQL_PARSE_FAILED'],
      ['an unknown field', '{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
      [
        'a variable of the wrong type',
        'query ($first: Int!) { products(first: $first) { id } }',
        'BAD_USER_INPUT',
      ],
      [
        'two operations and no name',
        'query A { __typename } query B { __typename }',
        'OPERATION_RESOLUTION_FAILURE',
      ],
      ['@stream', '{ products @stream { id } }', 'INCREMENTAL_DELIVERY_NOT_SUPPORTED'],
      ['a subscription', 'subscription { x }', 'GRAPHQL_VALIDATION_FAILED'],
    ])('400 with a code to %s', async (_, query, code) => {
      const answer = await ask(url, query, { variables: { first: 'many' } });
      expect(answer.status).toBe(400);
      expect(codesOf(answer)).toEqual([code]);
      expect(answer.body).not.toHaveProperty('data');
    });

    it('a field named like @defer, or the word in a string, is no reason to refuse', async () => {
      const answer = await ask(url, '{ echo(text: "... @defer { name }") }');
      expect(answer.body).toEqual({ data: { echo: '... @defer { name }' } });
    });

    it('with the request id that came, or a new one', async () => {
      const given = await ask(url, '{ __typename }', { headers: { 'x-request-id': 'trace-7' } });
      expect(given.headers['x-request-id']).toBe('trace-7');
      const made = await ask(url, '{ __typename }');
      expect(made.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    });

    it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
      'an alias named %s as any other',
      async (alias) => {
        const answer = await ask(
          url,
          `{ ${alias}: products(first: 1) { ${alias}: name reviews { ${alias}: text } } }`,
        );
        expect(answer.text).toContain(
          `{"data":{"${alias}":[{"${alias}":"Product 1","reviews":[{"${alias}":"Review of 1"}]}]}}`,
        );
        expect(({} as Record<string, unknown>)['name']).toBeUndefined();
      },
    );
  });

  describe('refuses before it parses', () => {
    it('a document that nests too deep', async () => {
      const answer = await ask(url, `{ a${'{ a'.repeat(5_000)}${' }'.repeat(5_000)} }`);
      expect([answer.status, codesOf(answer)]).toEqual([400, ['DOCUMENT_TOO_DEEP']]);
    });

    it('a document with too many tokens', async () => {
      const answer = await ask(url, `{ ${'__typename '.repeat(20_000)} }`);
      expect([answer.status, codesOf(answer)]).toEqual([400, ['DOCUMENT_TOO_MANY_TOKENS']]);
    });

    it('the same by GET', async () => {
      const strict = await start({ limits: { documentDepthMax: 2 } });
      const answer = await sendRaw(strict, {
        method: 'GET',
        path: `/graphql?query=${encodeURIComponent('{ products { reviews { id } } }')}`,
        headers: { 'apollo-require-preflight': 'yes' },
      });
      expect([answer.status, codesOf(answer)]).toEqual([400, ['DOCUMENT_TOO_DEEP']]);
    });

    it('a body that is too large, announced or not', async () => {
      const body = JSON.stringify({ query: `# ${'x'.repeat(2_000_000)}\n{ __typename }` });
      const announced = await sendRaw(url, { headers: JSON_TYPE, body });
      expect([announced.status, codesOf(announced)]).toEqual([413, ['REQUEST_TOO_LARGE']]);
      const chunked = await sendRaw(url, { headers: { ...JSON_TYPE, 'transfer-encoding': 'chunked' }, body });
      expect([chunked.status, codesOf(chunked)]).toEqual([413, ['REQUEST_TOO_LARGE']]);
    });

    it('a packed body', async () => {
      const headers = { ...JSON_TYPE, 'content-encoding': 'gzip' };
      const answer = await sendRaw(url, { headers, body: Buffer.from([0x1f, 0x8b]) });
      expect([answer.status, codesOf(answer)]).toEqual([415, ['MEDIA_TYPE_UNSUPPORTED']]);
    });

    it('a body of another type', async () => {
      const answer = await sendRaw(url, { headers: { 'content-type': 'application/xml' }, body: '<query/>' });
      expect([answer.status, codesOf(answer)]).toEqual([415, ['MEDIA_TYPE_UNSUPPORTED']]);
    });

    it('what is no JSON', async () => {
      const answer = await sendRaw(url, { headers: JSON_TYPE, body: '{"query":' });
      expect([answer.status, codesOf(answer)]).toEqual([400, ['REQUEST_INVALID']]);
    });

    it.each([
      ['null'],
      ['7'],
      ['"{ __typename }"'],
      ['{}'],
      ['{"query":7}'],
      ['{"query":"{__typename}","variables":[]}'],
    ])('the body %s', async (body) => {
      const answer = await sendRaw(url, { headers: JSON_TYPE, body });
      expect([answer.status, codesOf(answer)]).toEqual([400, ['BAD_REQUEST']]);
    });

    it('a batch', async () => {
      const answer = await sendRaw(url, {
        headers: JSON_TYPE,
        body: '[{"query":"{__typename}"},{"query":"{__typename}"}]',
      });
      expect([answer.status, codesOf(answer)]).toEqual([400, ['BATCHING_NOT_SUPPORTED']]);
    });

    it('fragments that multiply', async () => {
      const levels = Array.from(
        { length: 30 },
        (_, i) => `fragment F${i} on Product { ...F${i + 1} ...F${i + 1} }`,
      );
      const query = `{ products { ...F0 } } ${levels.join(' ')} fragment F30 on Product { id }`;
      const startedAt = performance.now();
      const answer = await ask(url, query);
      expect(answer.status).toBe(400);
      expect(performance.now() - startedAt).toBeLessThan(2_000);
    });
  });

  it.each([
    [201, 'BAD_USER_INPUT'],
    [5_000, 'BAD_USER_INPUT'],
  ])('refuses variables that nest %i deep, by POST and by GET', async (depth, code) => {
    const query = 'query($filter: ProductFilter) { products(filter: $filter) { id } }';
    const variables = `{"filter":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
    const posted = await sendRaw(url, {
      headers: JSON_TYPE,
      body: `{"query":${JSON.stringify(query)},"variables":${variables}}`,
    });
    const got = await sendRaw(url, {
      method: 'GET',
      path: `/graphql?query=${encodeURIComponent(query)}&variables=${variables}`,
      headers: { 'apollo-require-preflight': 'yes' },
    });
    for (const answer of [posted, got]) {
      expect(codesOf(answer)).toEqual([code]);
      expect(answer.body.errors?.[0]?.message).toBe('The variables nest deeper than the limit of 200.');
    }
  });

  describe('keeps browsers of other origins out', () => {
    it.each([
      ['a form', { 'content-type': 'text/plain' }],
      ['a form of fields', { 'content-type': 'application/x-www-form-urlencoded' }],
      ['a form with files', { 'content-type': 'multipart/form-data; boundary=x' }],
      ['a body without a type', {}],
    ])('%s cannot send an operation', async (_, headers) => {
      const answer = await sendRaw(url, {
        headers: headers as Record<string, string>,
        body: '{"query":"mutation { rename(id: \\"1\\", name: \\"x\\") { id } }"}',
      });
      expect([answer.status, codesOf(answer)]).toEqual([400, ['BAD_REQUEST']]);
      expect(answer.text).toContain('Cross-Site Request Forgery');
    });

    it('a plain GET cannot send one either, not even with a content type', async () => {
      const path = '/graphql?query=%7B__typename%7D';
      expect((await sendRaw(url, { method: 'GET', path })).status).toBe(400);
      const typed = await sendRaw(url, { method: 'GET', path, headers: { 'content-type': 'message/http' } });
      expect(typed.status).toBe(415);
    });

    it('CORS lets in the origins of the configuration only', async () => {
      const preflight = (origin: string) =>
        sendRaw(url, {
          method: 'OPTIONS',
          headers: {
            origin,
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'content-type',
          },
        });
      const allowed = await preflight('https://shop.example');
      expect(allowed.headers['access-control-allow-origin']).toBe('https://shop.example');
      expect(allowed.headers['access-control-allow-headers']).toContain('content-type');
      expect(
        (await preflight('https://evil.example')).headers['access-control-allow-origin'],
      ).toBeUndefined();
      const none = await start();
      const answer = await ask(none, '{ __typename }', { headers: { origin: 'https://shop.example' } });
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    });
  });

  describe('with introspection off', () => {
    let closed: string;
    beforeAll(async () => {
      closed = await start({ introspection: false });
    });

    it.each(['{ __schema { queryType { name } } }', '{ __type(name: "Product") { name } }'])(
      'tells no schema: %s',
      async (query) => {
        const answer = await ask(closed, query);
        expect([answer.status, codesOf(answer)]).toEqual([400, ['INTROSPECTION_DISABLED']]);
        expect(answer.text).not.toContain('Apollo');
      },
    );

    it('suggests no names, and serves no page', async () => {
      const [guess] = (await ask(closed, '{ product(id: "1") { nam } }')).body.errors ?? [];
      expect(guess?.message).toBe('Cannot query field "nam" on type "Product".');
      const page = await sendRaw(closed, { method: 'GET', path: '/', headers: { accept: 'text/html' } });
      expect(page.status).toBe(404);
    });

    it('suggests names, and tells __typename, where it is on', async () => {
      const [guess] = (await ask(url, '{ product(id: "1") { nam } }')).body.errors ?? [];
      expect(guess?.message).toContain('Did you mean "name"?');
      expect((await ask(closed, '{ __typename }')).body).toEqual({ data: { __typename: 'Query' } });
    });
  });

  it('never shows what is inaccessible', async () => {
    const answer = await ask(url, '{ product(id: "1") { secret } }');
    expect(codesOf(answer)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect((await ask(url, '{ __schema { types { name fields { name } } } }')).text).not.toMatch(
      /secret|join__|_Any/,
    );
  });

  it('hides a defect of its own', async () => {
    const stock = createStockEngine({ planCacheMiB: 1, evaluatedPlansMax: 100, pathsPerFieldMax: 100 });
    const gateway = await startGateway(
      { supergraph: file.path, port: 0, logLevel: 'silent' },
      {
        customEngine: {
          name: 'defective',
          load: async (supergraph) => ({
            ...(await stock.load(supergraph)),
            execute: () => Promise.reject(new TypeError('secret at /srv/app.js:7')),
          }),
        },
      },
    );
    running.push(gateway);
    const answer = await ask(gateway.url, '{ __typename }');
    expect(answer.status).toBe(500);
    expect(answer.body).toEqual({
      errors: [{ message: 'The server failed to answer.', extensions: { code: 'INTERNAL_ERROR' } }],
    });
  });

  describe('tells listeners of each request once', () => {
    it('with name, signature and codes, without text and variables', async () => {
      const headers = { 'x-request-id': 'observed-1' };
      const query = 'query Rename($to: String) { echo(text: $to) again: echo(text: "literal") }';
      await ask(url, query, { variables: { to: 'private' }, headers });
      const event = await lastEvent(({ requestId }) => requestId === 'observed-1');
      expect(event).toMatchObject({
        operation: {
          name: 'Rename',
          type: 'query',
          signature: expect.stringMatching(/^sha256-[0-9a-f]{64}$/),
        },
        httpStatus: 200,
        errorCodes: [],
        fetchCount: 1,
        supergraphHash: expect.stringMatching(/^sha256-/),
      });
      expect(JSON.stringify(event)).not.toMatch(/private|literal|echo/);
      expect(events.filter(({ requestId }) => requestId === 'observed-1')).toHaveLength(1);
    });

    it.each([
      ['refused-json', '{', 'REQUEST_INVALID'],
      ['refused-body', `{"query":"# ${'x'.repeat(1_100_000)}"}`, 'REQUEST_TOO_LARGE'],
      ['refused-field', '{"query":"{ nothing }"}', 'GRAPHQL_VALIDATION_FAILED'],
      ['refused-depth', `{"query":"{ a${'{ a'.repeat(300)}"}`, 'DOCUMENT_TOO_DEEP'],
    ])('also when it was %s', async (id, body, code) => {
      await sendRaw(url, { headers: { ...JSON_TYPE, 'x-request-id': id }, body });
      const event = await lastEvent(({ requestId }) => requestId === id);
      expect(event).toMatchObject({ operation: null, errorCodes: [code], fetchCount: 0 });
    });
  });
});
