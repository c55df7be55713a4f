import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { refused, type Expected, type Row, type RowLimits } from '../row.js';
import { graphqlRequest, send } from '../send/http.js';
import { FRAGILE_TIMEOUT_MS } from '../world/world.js';

type Behave = (response: ServerResponse) => void | Promise<void>;

/** Lets the fragile subgraph answer so, and asks the gateway for something of it. */
const behaving = (name: string, behave: Behave, expected: Expected, limits: Partial<RowLimits> = {}, query = '{ fragile }'): Row => ({
  name: `a subgraph that ${name}`,
  surface: 'gateway',
  expected,
  limits,
  act(world) {
    world.fragile.behave((response) => behave(response));
    return send(world.port('gateway'), graphqlRequest(query));
  },
});

const JSON_TYPE = { 'content-type': 'application/json' };
const answering =
  (body: string | Buffer, { status = 200, headers = JSON_TYPE }: { status?: number; headers?: Record<string, string> } = {}): Behave =>
  (response) =>
    void response.writeHead(status, headers).end(body);
const redirecting = (to: string, status = 307): Behave => answering('', { status, headers: { location: to } });

/** What no HTTP server would send. */
const speaking =
  (bytes: string): Behave =>
  (response) =>
    void response.socket?.end(bytes);
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
const LOST = refused(200, 'SUBGRAPH_CONNECTION_LOST');
const SLOWLY = { outcomeMsMax: 20_000 };

const MIB = 1024 * 1024;
/** 1 GiB, for as long as somebody reads it. */
const pouring: Behave = async (response) => {
  response.writeHead(200, JSON_TYPE).write('{"data":{"fragile":"');
  const part = Buffer.alloc(MIB, 'x');
  for (let written = 0; written < 1024 && !response.destroyed; written++) if (!response.write(part)) await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
  response.end('"}}');
};

const INVALID = refused(200, 'SUBGRAPH_RESPONSE_INVALID');
const LARGE = { growthMiBMax: 256, outcomeMsMax: 20_000 };

export const subgraphRows: readonly Row[] = [
  behaving('hangs', () => undefined, refused(200, 'SUBGRAPH_TIMEOUT'), { outcomeMsMax: FRAGILE_TIMEOUT_MS * 10 }),
  behaving('hangs after its head', (response) => void response.writeHead(200, JSON_TYPE).flushHeaders(), refused(200, 'SUBGRAPH_TIMEOUT')),
  behaving('hangs within its body', (response) => void response.writeHead(200, JSON_TYPE).write('{"data":'), refused(200, 'SUBGRAPH_TIMEOUT')),
  behaving('closes at once', (response) => void response.destroy(), refused(200, 'SUBGRAPH_CONNECTION_LOST'), { outcomeMsMax: 20_000 }),
  behaving('closes within its body', (response) => void response.writeHead(200, { ...JSON_TYPE, 'content-length': '100' }).write('{"data":', () => response.destroy()), refused(200, 'SUBGRAPH_CONNECTION_LOST'), { outcomeMsMax: 20_000 }),
  behaving('answers with HTML', answering('<html><script>alert(1)</script>', { headers: { 'content-type': 'text/html' } }), INVALID),
  behaving('answers with HTML that it calls JSON', answering('<html></html>'), INVALID),
  behaving('answers with half a JSON', answering('{"data":{"fragile":"wh'), INVALID),
  behaving('answers with nothing', answering(''), INVALID),
  behaving('answers with null', answering('null'), INVALID),
  behaving('answers with a list', answering('[]'), INVALID),
  behaving('answers with a number as data', answering('{"data":7}'), INVALID),
  behaving('answers with neither data nor errors', answering('{"extensions":{}}'), INVALID),
  behaving('answers with errors that are a string', answering('{"errors":"no"}'), INVALID),
  behaving('answers with errors without messages', answering('{"errors":[{}]}'), INVALID),
  behaving('answers 500 and HTML', answering('<h1>Oops</h1>', { status: 500, headers: { 'content-type': 'text/html' } }), INVALID),
  behaving('answers 500 and JSON that is no GraphQL', answering('{"message":"oops"}', { status: 500 }), INVALID),
  behaving('answers 503 with a refusal of its own', answering('{"error":{"code":"DATABASE_UNAVAILABLE","message":"The database is away."}}', { status: 503 }), refused(200, 'DATABASE_UNAVAILABLE')),
  behaving('answers 204', answering('', { status: 204 }), INVALID),
  behaving('tells its secrets in an error', answering('{"errors":[{"message":"postgres://user:password@10.0.0.7"}]}'), refused(200, 'SUBGRAPH_ERROR')),
  behaving('answers with an object for a string', answering('{"data":{"fragile":{"a":1}}}'), refused(200, 'SUBGRAPH_VALUE_INVALID')),
  behaving('answers with a string for a list', answering('{"data":{"items":"none"}}'), refused(200, 'SUBGRAPH_RESPONSE_INVALID'), {}, '{ items { id } }'),
  behaving('answers with a type that there is not', answering('{"data":{"node":{"__typename":"Nosuch","id":"1"}}}'), refused(200, 'SUBGRAPH_VALUE_INVALID'), {}, '{ node { id } }'),
  behaving('answers with JSON nested 200,000 deep', answering(`{"data":{"fragile":${'['.repeat(200_000)}${']'.repeat(200_000)}}}`), refused(200, 'SUBGRAPH_VALUE_INVALID')),
  behaving('pours out 1 GB', pouring, refused(200, 'SUBGRAPH_RESPONSE_TOO_LARGE'), LARGE),
  behaving('announces 1 GB and stalls', (response) => void response.writeHead(200, { ...JSON_TYPE, 'content-length': String(1024 * MIB) }).write('{'), refused(200, 'SUBGRAPH_RESPONSE_TOO_LARGE')),
  behaving('answers with a compressed bomb', answering(gzipSync(Buffer.alloc(64 * MIB)), { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' } }), INVALID),
  behaving('redirects to itself', redirecting('/graphql'), INVALID),
  behaving('redirects to the metadata of a cloud', redirecting('http://169.254.169.254/latest/meta-data/', 302), INVALID),
  behaving('redirects with a see-other', redirecting('http://127.0.0.1:1/', 303), INVALID),
  behaving('sends heads of 1 MiB', (response) => void response.writeHead(200, { ...JSON_TYPE, a: 'x'.repeat(MIB) }).end('{}'), refused(200, 'SUBGRAPH_CONNECTION_LOST'), { outcomeMsMax: 20_000 }),
  behaving('speaks no HTTP', (response) => void response.socket?.end('SSH-2.0-OpenSSH\r\n'), refused(200, 'SUBGRAPH_CONNECTION_LOST'), { outcomeMsMax: 20_000 }),
  behaving('announces two lengths', speaking(`${HEAD}content-length: 2\r\ncontent-length: 4\r\n\r\n{}`), LOST, SLOWLY),
  behaving('announces a length and chunks', speaking(`${HEAD}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}`), LOST, SLOWLY),
  behaving('answers in another transfer coding', speaking(`${HEAD}transfer-encoding: gzip, chunked\r\n\r\n{}`), LOST, SLOWLY),
  behaving('ends its lines in other ways', speaking('HTTP/1.1 200 OK\ncontent-type: application/json\n\n{"data":{"fragile":"x"}}'), LOST, SLOWLY),
  behaving('answers twice', (response) => void response.socket?.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'), INVALID, { outcomeMsMax: 20_000 }),
];
