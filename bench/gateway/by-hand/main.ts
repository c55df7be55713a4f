/**
 * The ceilings, written for these operations and nothing else: `node main.ts by-hand PORT URLS SHARE` does the fetches
 * and merges them; `node main.ts hello PORT FILE` answers with the bytes of a file. They validate nothing.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { readFileSync } from 'node:fs';
import type { SubgraphUrls } from '../world/supergraph.ts';
import { SUBGRAPH_NAMES } from '../world/schemas.ts';
import { tiny, wide, type Clients, type Handler } from './handler.ts';
import { LeanClient } from './lean-client.ts';
import { testQuery } from './test-query.ts';

const [kind, port, place = '', share = 'nothing'] = process.argv.slice(2);
const HANDLERS: readonly (readonly [string, Handler])[] = [
  ['query TestQuery', testQuery],
  ['query Wide', wide],
  ['query Tiny', tiny],
];

const answer = kind === 'hello' ? createHello(place) : createByHand(JSON.parse(place) as SubgraphUrls);

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    void Promise.resolve(answer(request, chunks)).then(
      (json) => send(response, 200, json),
      (error: unknown) => send(response, 500, String(error)),
    );
  });
}).listen(Number(port), '127.0.0.1');

function send(response: ServerResponse, status: number, body: Buffer | string): void {
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': length });
  response.end(body);
}

function createHello(file: string): () => Buffer {
  const bytes = readFileSync(file);
  return () => bytes;
}

function createByHand(
  urls: SubgraphUrls,
): (request: IncomingMessage, chunks: readonly Buffer[]) => Promise<string> {
  const clients = Object.fromEntries(
    SUBGRAPH_NAMES.map((name) => [name, new LeanClient(urls[name], share === 'fetches')]),
  ) as Clients;
  const flying = new Map<string, Promise<string>>();
  return (request, chunks) => {
    const { query } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { query: string };
    const handler = HANDLERS.find(([start]) => query.includes(start))?.[1];
    if (!handler) return Promise.reject(new Error('this operation is not programmed by hand'));
    const authorization = request.headers.authorization ?? '';
    if (share !== 'operations') return handler(clients, authorization);
    const key = `${authorization} ${query}`;
    const shared = flying.get(key) ?? handler(clients, authorization).finally(() => flying.delete(key));
    flying.set(key, shared);
    return shared;
  };
}
