import { DOCUMENT_LIMITS_OF_SOAK } from './limits.js';
import { httpMessage, JSON_TYPE, post, type Header } from './message.js';

/** Requests that must be refused, each with its status and code. */
export interface WrongRequest {
  readonly what: string;
  readonly status: number;
  readonly code: string;
  message(headers: Header, number: number): Buffer;
}

const wrong = (
  what: string,
  status: number,
  code: string,
  message: WrongRequest['message'],
): WrongRequest => ({ what, status, code, message });

const raw =
  (body: string | Buffer, more: Header = JSON_TYPE): WrongRequest['message'] =>
  (headers) =>
    httpMessage({ method: 'POST', headers: { ...headers, ...more } }, body);

const { bodyBytesMax, aliasesMax, depthMax } = DOCUMENT_LIMITS_OF_SOAK;
const aliases = Array.from({ length: aliasesMax + 1 }, (_, at) => `a${at}: me { id }`).join(' ');
const deep = `{ me ${'{ friends '.repeat(depthMax)}{ id } ${'}'.repeat(depthMax)} }`;

export const WRONG_REQUESTS: readonly WrongRequest[] = [
  wrong('syntax', 400, 'GRAPHQL_PARSE_FAILED', (headers, n) => post({ query: `{ me { id${n} ` }, headers)),
  wrong('an unknown field', 400, 'GRAPHQL_VALIDATION_FAILED', (headers, n) =>
    post({ query: `{ me { id unknown${n} } }` }, headers),
  ),
  wrong('the same unknown field', 400, 'GRAPHQL_VALIDATION_FAILED', (headers) =>
    post({ query: '{ nothing }' }, headers),
  ),
  wrong('a variable that is missing', 400, 'BAD_USER_INPUT', (headers) =>
    post({ query: 'query P($id: ID!) { product(id: $id) { id name price shipping } }' }, headers),
  ),
  wrong('a variable of another type', 400, 'BAD_USER_INPUT', (headers) =>
    post(
      { query: 'query L($first: Int) { products(first: $first) { id } }', variables: { first: 'x' } },
      headers,
    ),
  ),
  wrong('an unknown operation', 400, 'OPERATION_RESOLUTION_FAILURE', (headers) =>
    post({ query: 'query A { me { id } }', operationName: 'B' }, headers),
  ),
  wrong('no query', 400, 'BAD_REQUEST', (headers) => post({ variables: {} }, headers)),
  wrong('a batch', 400, 'BATCHING_NOT_SUPPORTED', (headers) => post([{ query: '{ me { id } }' }], headers)),
  wrong('@defer for who takes no parts', 406, 'INCREMENTAL_DELIVERY_NOT_ACCEPTED', (headers) =>
    post({ query: '{ me { id ... @defer { name } } }' }, headers),
  ),
  wrong('a hash of another document', 400, 'PERSISTED_QUERY_INVALID', (headers) =>
    post(
      {
        query: '{ me { id } }',
        extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } },
      },
      headers,
    ),
  ),
  wrong('half a JSON', 400, 'REQUEST_INVALID', raw('{"query":"{ me { id } }"')),
  wrong(
    'bytes that are no UTF-8',
    400,
    'REQUEST_INVALID',
    raw(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])),
  ),
  wrong(
    'another media type',
    415,
    'MEDIA_TYPE_UNSUPPORTED',
    raw('<q/>', { 'content-type': 'application/xml' }),
  ),
  wrong('a body over the limit', 413, 'REQUEST_TOO_LARGE', raw(`{"query":"${' '.repeat(bodyBytesMax)}"}`)),
  wrong('too many aliases', 400, 'DOCUMENT_TOO_MANY_ALIASES', (headers) =>
    post({ query: `{ ${aliases} }` }, headers),
  ),
  wrong('too deep', 400, 'DOCUMENT_TOO_DEEP', (headers) => post({ query: deep }, headers)),
  wrong('a path that there is not', 404, 'ROUTE_NOT_FOUND', (headers) =>
    httpMessage({ method: 'POST', path: '/elsewhere', headers: { ...headers, ...JSON_TYPE } }, '{}'),
  ),
];
