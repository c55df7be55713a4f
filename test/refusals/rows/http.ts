import { gzipSync } from 'node:zlib';
import { answered, CUT, refused, type Row, type Surface } from '../row.js';
import { httpText, JSON_TYPE, sendBytes } from '../send/http.js';
import { sending } from '../send/rows.js';

const HEALTHY = '{"query":"{ healthy }"}';
const MIB = 1024 * 1024;
const YES = answered({ data: { healthy: 'yes' } });
const MUTATION = encodeURIComponent('mutation { note(text: "x") }');
const QUERY = encodeURIComponent('{ healthy }');
const PREFLIGHTED = { 'apollo-require-preflight': 'yes' };

const posting = (surface: Surface) => {
  const sends = sending(surface);
  return (name: string, body: string | Buffer, expected: Row['expected'], headers = {}) => sends(name, { headers: { ...JSON_TYPE, ...headers }, body }, expected);
};

/** Bytes as they are: what no client library would send. */
const bytes = (surface: Surface, name: string, text: string | (() => Iterable<string>), expected: Row['expected']): Row => ({
  name,
  surface,
  expected,
  act: (world) => sendBytes(world.port(surface), typeof text === 'string' ? text : text()),
});

const head = (...lines: string[]) => `${lines.join('\r\n')}\r\n\r\n`;
const POST = ['POST /graphql HTTP/1.1', 'host: x', 'content-type: application/json'];

function* parts(first: string, part: string, count: number): Iterable<string> {
  yield first;
  for (let i = 0; i < count; i++) yield part;
}
const MEBIBYTE = 'x'.repeat(MIB);

/** What a JSON body can be, where GraphQL comes over HTTP. */
const bodies = (surface: Surface): Row[] => {
  const posts = posting(surface);
  const batch = refused(400, surface === 'gateway' ? 'BATCHING_NOT_SUPPORTED' : 'BAD_REQUEST', /batch|array/);
  return [
    posts('a body that is no JSON', '{"query":', refused(400, 'REQUEST_INVALID')),
    posts('a body that is null', 'null', refused(400, 'BAD_REQUEST')),
    posts('a body that is a number', '7', refused(400, 'BAD_REQUEST')),
    posts('a body that is a string', '"{ healthy }"', refused(400, 'BAD_REQUEST')),
    posts('an empty object', '{}', refused(400, 'BAD_REQUEST')),
    posts('a query that is a number', '{"query":7}', refused(400, 'BAD_REQUEST')),
    posts('a query that is a list', '{"query":["{ healthy }"]}', refused(400, 'BAD_REQUEST')),
    posts('a batch', `[${HEALTHY},${HEALTHY}]`, batch),
    posts('a batch of none', '[]', batch),
    posts('JSON nested 500,000 deep', '['.repeat(500_000), refused(400, 'REQUEST_INVALID')),
    posts('JSON nested 250,000 deep that closes', '['.repeat(250_000) + ']'.repeat(250_000), batch),
    posts('UTF-8 that is none', Buffer.from([...Buffer.from('{"query":"{ echo(text: \\"'), 0xff, 0xfe, 0xc0, ...Buffer.from('\\") }"}')]), refused(400, 'REQUEST_INVALID')),
    posts('UTF-16', Buffer.from(HEALTHY, 'utf16le'), refused(400, 'REQUEST_INVALID')),
    posts('a body in a charset that is none of JSON', HEALTHY, refused(415, 'MEDIA_TYPE_UNSUPPORTED'), {
      'content-type': 'application/json; charset=utf-7',
    }),
    posts('a compressed body', gzipSync(HEALTHY), refused(415, 'MEDIA_TYPE_UNSUPPORTED'), {
      'content-encoding': 'gzip',
    }),
    posts('a compressed bomb of 1 GiB', gzipSync(Buffer.alloc(64 * MIB)), refused(415, 'MEDIA_TYPE_UNSUPPORTED'), { 'content-encoding': 'gzip' }),
    posts('a compression that is none', HEALTHY, refused(415, 'MEDIA_TYPE_UNSUPPORTED'), {
      'content-encoding': 'gzip, nosuch',
    }),
    posts('XML', '<query/>', refused(415, 'MEDIA_TYPE_UNSUPPORTED'), { 'content-type': 'application/xml' }),
    posts('a type that is none', HEALTHY, refused(415, 'MEDIA_TYPE_UNSUPPORTED'), { 'content-type': 'x' }),
  ];
};

/** What a page of another origin can send without asking first (CSRF). */
const crossSite = (surface: Surface): Row[] => {
  const isGateway = surface === 'gateway';
  // Where every body is JSON there is nothing that a form could be read as.
  const form = isGateway ? refused(400, 'BAD_REQUEST', /Cross-Site/) : refused(415, 'MEDIA_TYPE_UNSUPPORTED');
  const method = isGateway ? refused(405, 'BAD_REQUEST') : refused(404, 'ROUTE_NOT_FOUND');
  const posts = posting(surface);
  const sends = sending(surface);
  const get = (query: string, headers = {}) => ({ method: 'GET', path: `/graphql?query=${query}`, headers });
  return [
    posts('a form of text', HEALTHY, form, { 'content-type': 'text/plain' }),
    posts('a form of fields', 'query=%7Bhealthy%7D', form, {
      'content-type': 'application/x-www-form-urlencoded',
    }),
    posts('a form with files', HEALTHY, form, { 'content-type': 'multipart/form-data; boundary=x' }),
    posts('JSON that says it is text', HEALTHY, form, { 'content-type': 'text/plain; a=application/json' }),
    sends('JSON without a type', { body: HEALTHY }, form),
    sends('a plain GET', get(QUERY), refused(400, 'BAD_REQUEST', /Cross-Site/)),
    sends('a GET with a message content type', get(QUERY, { 'content-type': 'message/http' }), refused(415, 'BAD_REQUEST')),
    sends('a GET with another message content type', get(QUERY, { 'content-type': 'message/rfc822' }), refused(415, 'BAD_REQUEST')),
    sends('a GET that mutates', get(MUTATION, PREFLIGHTED), refused(405, 'BAD_REQUEST')),
    sends('a GET that mutates behind a query', get(`${encodeURIComponent('query A { healthy } mutation B { note(text: "x") }')}&operationName=B`, PREFLIGHTED), refused(405, 'BAD_REQUEST')),
    sends('a GET of a query', get(QUERY, PREFLIGHTED), YES),
    sends('a method that is none of GraphQL', { method: 'PUT', headers: JSON_TYPE, body: HEALTHY }, method),
    sends('DELETE', { method: 'DELETE', headers: PREFLIGHTED }, method),
    sends('an answer in a type that there is not', { headers: { ...JSON_TYPE, accept: 'text/csv' }, body: HEALTHY }, refused(406, 'BAD_REQUEST')),
  ];
};

/** Below GraphQL: HTTP itself. */
const wire = (surface: Surface): Row[] => [
  bytes(surface, 'two lengths', `${head(...POST, 'content-length: 5', 'content-length: 23')}${HEALTHY}`, refused(400, 'REQUEST_INVALID')),
  bytes(surface, 'a length and chunks', `${head(...POST, 'content-length: 23', 'transfer-encoding: chunked')}0\r\n\r\n`, refused(400, 'REQUEST_INVALID')),
  bytes(surface, 'chunks that are not last', `${head(...POST, 'transfer-encoding: chunked, identity')}0\r\n\r\n`, refused(400, 'REQUEST_INVALID')),
  bytes(surface, 'chunks of no number', `${head(...POST, 'transfer-encoding: chunked')}zz\r\n\r\n`, refused(400, 'REQUEST_INVALID')),
  bytes(surface, 'a negative length', `${head(...POST, 'content-length: -1')}`, refused(400, 'REQUEST_INVALID')),
  bytes(surface, 'a header of two lines', `${head(...POST, 'a: b', ' c: d', 'content-length: 23')}${HEALTHY}`, refused(400, 'REQUEST_INVALID')),
  bytes(surface, 'a space before the colon', `${head(...POST, 'content-length : 23')}${HEALTHY}`, refused(400, 'REQUEST_INVALID')),
  bytes(surface, 'a bare line feed in a header', `${head(...POST, 'a: b\nc: d', 'content-length: 23')}${HEALTHY}`, refused(400, 'REQUEST_INVALID')),
  bytes(surface, 'no host', `GET /health/live HTTP/1.1\r\n\r\n`, refused(400, 'REQUEST_INVALID')),
  bytes(surface, 'HTTP/1.0', `POST /graphql HTTP/1.0\r\ncontent-type: application/json\r\ncontent-length: 23\r\n\r\n${HEALTHY}`, YES),
  bytes(surface, 'HTTP/9.9', head('GET / HTTP/9.9', 'host: x'), refused(400, 'REQUEST_INVALID')),
  bytes(surface, 'the beginning of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', refused(400, 'REQUEST_INVALID')),
  bytes(surface, 'the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', refused(400, 'REQUEST_INVALID')),
  bytes(surface, 'garbage', 'garbage\r\n\r\n', refused(400, 'REQUEST_INVALID')),
  bytes(surface, 'headers of 1 MiB', () => parts('GET /graphql HTTP/1.1\r\nhost: x\r\na: ', 'x'.repeat(64 * 1024), 16), refused(431, 'REQUEST_HEADERS_TOO_LARGE')),
  bytes(surface, '100,000 headers', () => parts('GET /graphql HTTP/1.1\r\nhost: x\r\n', 'a: b\r\n'.repeat(1_000), 100), refused(431, 'REQUEST_HEADERS_TOO_LARGE')),
  bytes(surface, 'an address of 1 MiB', () => parts('GET /', 'x'.repeat(64 * 1024), 16), refused(431, 'REQUEST_HEADERS_TOO_LARGE')),
  bytes(surface, 'an address that does not decode', head('GET /%zz HTTP/1.1', 'host: x'), refused(400, 'REQUEST_INVALID')),
  bytes(surface, 'an address of another host', head('GET http://evil.example/nosuch HTTP/1.1', 'host: x'), refused(404, 'ROUTE_NOT_FOUND')),
  bytes(surface, 'CONNECT', head('CONNECT 169.254.169.254:80 HTTP/1.1', 'host: x'), CUT),
  bytes(surface, 'an upgrade', head('GET /graphql HTTP/1.1', 'host: x', 'connection: upgrade', 'upgrade: websocket', 'sec-websocket-key: x'), refused(400, 'BAD_REQUEST')),
  bytes(surface, 'TRACE', head('TRACE / HTTP/1.1', 'host: x'), refused(404, 'ROUTE_NOT_FOUND')),
  bytes(surface, 'an endless body in chunks', () => parts(head(...POST, 'transfer-encoding: chunked'), `100000\r\n${MEBIBYTE}\r\n`, 50), refused(413, 'REQUEST_TOO_LARGE')),
  bytes(surface, 'a body of 50 MB', () => parts(head(...POST, `content-length: ${50 * MIB}`), MEBIBYTE, 50), refused(413, 'REQUEST_TOO_LARGE')),
  bytes(surface, 'a body of 50 MB for a page that there is not', () => parts(head('POST /nosuch HTTP/1.1', 'host: x', 'content-type: application/json', `content-length: ${50 * MIB}`), MEBIBYTE, 50), refused(413, 'REQUEST_TOO_LARGE')),
  bytes(surface, 'a request behind a good one that is garbage', () => [httpText({ method: 'GET', path: '/health/live' }).toString(), 'garbage\r\n\r\n'], answered({ status: 'live' })),
  bytes(surface, 'a path out of the house', head('GET /../../etc/passwd HTTP/1.1', 'host: x'), refused(404, 'ROUTE_NOT_FOUND')),
  bytes(surface, 'a null byte in the address', head('GET /graphql%00 HTTP/1.1', 'host: x'), refused(404, 'ROUTE_NOT_FOUND')),
];

export const httpRows: readonly Row[] = [...bodies('gateway'), ...bodies('subgraph'), ...crossSite('gateway'), ...crossSite('subgraph'), ...wire('gateway'), ...wire('subgraph')];
