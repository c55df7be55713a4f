import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createGraphQLClient } from './graphql-client.js';

let server: Server | undefined;

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

const answering =
  (body: unknown): RequestListener =>
  (_, response) =>
    void response.end(JSON.stringify(body));
const ask = (url: string, timeoutMs = 5_000) => createGraphQLClient({ url, timeoutMs }).ask('{ a }', {});

describe('createGraphQLClient', () => {
  it('sends document, variables and headers, and returns the data', async () => {
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        seen.push(request.headers['x-request-id'], JSON.parse(Buffer.concat(chunks).toString('utf8')));
        response.end(JSON.stringify({ data: { a: 1 } }));
      });
    });
    const client = createGraphQLClient({ url, headers: { 'x-request-id': 'r1' } });
    expect(await client.ask('query($id: ID!) { a(id: $id) }', { id: 'x' })).toEqual({
      kind: 'answered',
      data: { a: 1 },
    });
    expect(seen).toEqual(['r1', { query: 'query($id: ID!) { a(id: $id) }', variables: { id: 'x' } }]);
  });

  it('tells a coded refusal from a failure', async () => {
    const refusal = await serve(
      answering({ errors: [{ message: 'no', extensions: { code: 'OUT_OF_STOCK' } }] }),
    );
    expect(await ask(refusal)).toEqual({ kind: 'refused', code: 'OUT_OF_STOCK', message: 'no' });
  });

  it.each([
    ['an internal error', answering({ errors: [{ message: 'no', extensions: { code: 'INTERNAL_ERROR' } }] })],
    ['an error without a code', answering({ errors: [{ message: 'no' }] })],
    ['something that is not GraphQL', answering(['hello'])],
    ['something that is not JSON', ((_, response) => void response.end('<html>')) as RequestListener],
    ['a torn connection', ((request) => void request.socket.destroy()) as RequestListener],
  ])('takes %s as unavailable', async (_, listener) => {
    expect((await ask(await serve(listener))).kind).toBe('unavailable');
  });

  it('does not wait for ever', async () => {
    const silent = await serve(() => {});
    expect((await ask(silent, 20)).kind).toBe('unavailable');
  });

  it('takes a closed port as unavailable', async () => {
    expect((await ask('http://127.0.0.1:1/graphql')).kind).toBe('unavailable');
  });
});
