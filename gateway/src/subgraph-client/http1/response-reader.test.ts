import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../test-support/seeded-random.js';
import { ResponseReader, type ReaderState } from './response-reader.js';

const LIMITS = { headerBytesMax: 1_000, responseBytesMax: 5_000 };

interface Read {
  readonly state: ReaderState;
  readonly response?: unknown;
  readonly reusable?: boolean;
  readonly excess?: boolean;
}

/** Reads `text` (bytes in Latin-1) in pieces of these sizes, through a buffer with old bytes behind them; then the end. */
function read(text: string, pieces: readonly number[] = [], ends = true): Read {
  const bytes = Buffer.from(text, 'latin1');
  const reader = new ResponseReader(LIMITS);
  const buffer = Buffer.from('\r\n\r\n0\r\n\r\n'.repeat(2_000));
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const count = Math.min(pieces[turn % pieces.length] ?? bytes.length, bytes.length - at);
    bytes.copy(buffer, 0, at, at + count);
    const state = reader.read(buffer, count);
    at += count;
    if (state === 'complete') return completed(reader, at < bytes.length);
    if (state !== 'more') return { state };
  }
  if (!ends) return { state: 'more' };
  const state = reader.end();
  return state === 'complete' ? completed(reader, false) : { state };
}

function completed(reader: ResponseReader, isMoreToCome: boolean): Read {
  const excess = reader.hasExcess || isMoreToCome;
  const { response, head } = reader.take();
  return { state: 'complete', response, reusable: head.reusable, excess };
}

const OK = 'HTTP/1.1 200 OK\r\n';
const JSON_TYPE = 'Content-Type: application/json\r\n';
const answer = (body: string, more: object = {}) => ({
  state: 'complete',
  response: { status: 200, contentType: undefined, contentEncoding: undefined, body },
  reusable: true,
  excess: false,
  ...more,
});

/** Whole responses, and what they say. */
const VALID: readonly [string, string, object][] = [
  ['a length', `${OK}content-length: 2\r\n\r\n{}`, answer('{}')],
  ['no reason', 'HTTP/1.1 200\r\ncontent-length: 2\r\n\r\n{}', answer('{}')],
  ['an empty reason', 'HTTP/1.1 200 \r\ncontent-length: 2\r\n\r\n{}', answer('{}')],
  ['nothing', `${OK}content-length: 0\r\n\r\n`, answer('')],
  ['names in any case, blanks around values', `${OK}CONTENT-Length:\t 2 \t\r\nx:\r\n\r\n{}`, answer('{}')],
  ['chunks', `${OK}transfer-encoding: Chunked\r\n\r\n1\r\n{\r\n001\r\n}\r\n0\r\n\r\n`, answer('{}')],
  [
    'chunks with extensions and trailers',
    `${OK}transfer-encoding: chunked\r\n\r\n2;a="b";c\r\n{}\r\n0 ;x\r\nx-sum: 1\r\ny: 2\r\n\r\n`,
    answer('{}'),
  ],
  ['no end but the connection’s', `${OK}\r\n{"a":1}`, answer('{"a":1}', { reusable: false })],
  ['nothing until the end', `${OK}\r\n`, answer('', { reusable: false })],
  [
    'connection: close',
    `${OK}connection: x, Close\r\ncontent-length: 2\r\n\r\n{}`,
    answer('{}', { reusable: false }),
  ],
  ['HTTP/1.0', 'HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\n{}', answer('{}', { reusable: false })],
  [
    'HTTP/1.0 that stays',
    'HTTP/1.0 200 OK\r\nconnection: Keep-Alive\r\ncontent-length: 2\r\n\r\n{}',
    answer('{}'),
  ],
  [
    'interim responses before it',
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${OK}content-length: 2\r\n\r\n{}`,
    answer('{}'),
  ],
  [
    'no body by its status',
    'HTTP/1.1 204 No Content\r\n\r\n',
    {
      ...answer(''),
      response: { status: 204, contentType: undefined, contentEncoding: undefined, body: '' },
    },
  ],
  [
    'a body where there is none',
    'HTTP/1.1 304 Not Modified\r\ncontent-length: 2\r\n\r\n',
    {
      ...answer('', { reusable: false }),
      response: { status: 304, contentType: undefined, contentEncoding: undefined, body: '' },
    },
  ],
  [
    'text beyond ASCII, with a mark',
    `${OK}${JSON_TYPE}content-length: 9\r\n\r\n\xef\xbb\xbf"\xc3\xa9\xe2\x82"`,
    {
      ...answer(''),
      response: { status: 200, contentType: 'application/json', contentEncoding: undefined, body: '"é�"' },
    },
  ],
  [
    'encoded bytes',
    `${OK}content-encoding: gzip\r\ncontent-length: 2\r\n\r\n\x1f\x8b`,
    {
      ...answer(''),
      response: {
        status: 200,
        contentType: undefined,
        contentEncoding: 'gzip',
        body: Buffer.from([0x1f, 0x8b]),
      },
    },
  ],
];

const MALFORMED: readonly [string, string, string][] = [
  ['another protocol', 'SSH-2.0-OpenSSH_9.9\r\n\r\n', 'STATUS_LINE_INVALID'],
  ['another version', 'HTTP/2.0 200 OK\r\n\r\n', 'STATUS_LINE_INVALID'],
  ['a version in small letters', 'http/1.1 200 OK\r\n\r\n', 'STATUS_LINE_INVALID'],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n', 'STATUS_LINE_INVALID'],
  ['a status of four digits', 'HTTP/1.1 2000 OK\r\n\r\n', 'STATUS_LINE_INVALID'],
  ['a status below 100', 'HTTP/1.1 099 OK\r\n\r\n', 'STATUS_LINE_INVALID'],
  ['a reason with a null', 'HTTP/1.1 200 O\0K\r\n\r\n', 'STATUS_LINE_INVALID'],
  ['an empty line first', `\r\n\r\n${OK}\r\n`, 'STATUS_LINE_INVALID'],
  ['a bare line feed', 'HTTP/1.1 200 OK\nx: y\r\n\r\n', 'STATUS_LINE_INVALID'],
  ['a bare line feed in a header', `${OK}x: y\ncontent-length: 2\r\n\r\n{}`, 'HEADER_INVALID'],
  ['a bare carriage return', `${OK}x: y\rz: w\r\n\r\n`, 'HEADER_INVALID'],
  ['a blank before the colon', `${OK}content-length : 2\r\n\r\n{}`, 'HEADER_INVALID'],
  ['a folded header', `${OK}x: y\r\n z\r\n\r\n`, 'HEADER_INVALID'],
  ['a header without a name', `${OK}: y\r\n\r\n`, 'HEADER_INVALID'],
  ['a header without a colon', `${OK}xyz\r\n\r\n`, 'HEADER_INVALID'],
  ['a null in a value', `${OK}x: y\0\r\n\r\n`, 'HEADER_INVALID'],
  ['two lengths', `${OK}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`, 'CONTENT_LENGTH_INVALID'],
  [
    'the same length twice',
    `${OK}content-length: 2\r\ncontent-length: 2\r\n\r\n{}`,
    'CONTENT_LENGTH_INVALID',
  ],
  ['a list of lengths', `${OK}content-length: 2, 2\r\n\r\n{}`, 'CONTENT_LENGTH_INVALID'],
  ['a negative length', `${OK}content-length: -2\r\n\r\n{}`, 'CONTENT_LENGTH_INVALID'],
  ['a signed length', `${OK}content-length: +2\r\n\r\n{}`, 'CONTENT_LENGTH_INVALID'],
  ['a length in hexadecimal', `${OK}content-length: 0x2\r\n\r\n{}`, 'CONTENT_LENGTH_INVALID'],
  ['an empty length', `${OK}content-length:\r\n\r\n{}`, 'CONTENT_LENGTH_INVALID'],
  ['a length beyond all', `${OK}content-length: 99999999999999999999\r\n\r\n{}`, 'CONTENT_LENGTH_INVALID'],
  [
    'length and chunks',
    `${OK}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    'FRAMING_AMBIGUOUS',
  ],
  ['another coding', `${OK}transfer-encoding: gzip\r\n\r\n`, 'TRANSFER_ENCODING_INVALID'],
  ['several codings', `${OK}transfer-encoding: gzip, chunked\r\n\r\n`, 'TRANSFER_ENCODING_INVALID'],
  [
    'chunked twice',
    `${OK}transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n`,
    'TRANSFER_ENCODING_INVALID',
  ],
  ['chunked with a vertical tab', `${OK}transfer-encoding: \x0bchunked\r\n\r\n`, 'HEADER_INVALID'],
  [
    'chunks of HTTP/1.0',
    'HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    'TRANSFER_ENCODING_INVALID',
  ],
  ['an upgrade', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n', 'UPGRADE_UNASKED'],
  ['a chunk without a size', `${OK}transfer-encoding: chunked\r\n\r\n\r\n{}`, 'CHUNK_INVALID'],
  [
    'a chunk size that is none',
    `${OK}transfer-encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n`,
    'CHUNK_INVALID',
  ],
  ['a chunk size beyond all', `${OK}transfer-encoding: chunked\r\n\r\n100000002\r\n{}\r\n`, 'CHUNK_INVALID'],
  [
    'a chunk that is longer than its size',
    `${OK}transfer-encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n`,
    'CHUNK_INVALID',
  ],
  [
    'a chunk size ended by a line feed',
    `${OK}transfer-encoding: chunked\r\n\r\n2\n{}\r\n0\r\n\r\n`,
    'CHUNK_INVALID',
  ],
  [
    'an extension with a line feed',
    `${OK}transfer-encoding: chunked\r\n\r\n2;a\n{}\r\n0\r\n\r\n`,
    'CHUNK_INVALID',
  ],
  [
    'a chunk ended by a line feed',
    `${OK}transfer-encoding: chunked\r\n\r\n2\r\n{}\n0\r\n\r\n`,
    'CHUNK_INVALID',
  ],
  ['a folded trailer', `${OK}transfer-encoding: chunked\r\n\r\n0\r\n x\r\n\r\n`, 'CHUNK_INVALID'],
  [
    'endless extensions',
    `${OK}transfer-encoding: chunked\r\n\r\n2;${'x'.repeat(1_100)}\r\n{}`,
    'CHUNK_INVALID',
  ],
  [
    'endless trailers',
    `${OK}transfer-encoding: chunked\r\n\r\n0\r\n${'x: y\r\n'.repeat(600)}`,
    'CHUNK_INVALID',
  ],
  ['a long head', `${OK}x: ${'y'.repeat(1_000)}\r\n\r\n`, 'HEADERS_TOO_LARGE'],
  ['a head without end', `${OK}x: ${'y'.repeat(2_000)}`, 'HEADERS_TOO_LARGE'],
  ['interim responses without end', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(100), 'HEADERS_TOO_LARGE'],
  ['a long announced body', `${OK}content-length: 5001\r\n\r\n`, 'TOO_LARGE'],
  ['long chunks', `${OK}transfer-encoding: chunked\r\n\r\n1400\r\n${'x'.repeat(5_001)}`, 'TOO_LARGE'],
  ['a long body until the end', `${OK}\r\n${'x'.repeat(5_001)}`, 'TOO_LARGE'],
];

const random = seededRandom(1);
const cutAnywhere = (): number[] =>
  Array.from({ length: random.between(1, 20) }, () => random.between(1, random.oneOf([2, 10, 60])));

describe('a response of HTTP/1.1', () => {
  it.each(VALID)('with %s is read', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each(MALFORMED)('with %s is refused', (_, text, state) => {
    expect(read(text).state).toBe(state);
  });

  it('is the same however it is cut into pieces', () => {
    for (const [, text, expected] of VALID)
      for (let run = 0; run < 50; run++) expect(read(text, cutAnywhere())).toEqual(expected);
  });

  it('is refused for the same reason however it is cut into pieces', () => {
    for (const [, text, state] of MALFORMED)
      for (let run = 0; run < 20; run++) expect(read(text, cutAnywhere()).state).toBe(state);
  });

  it('that is cut short is never taken for a whole one', () => {
    for (const [, text, expected] of VALID) {
      if ((expected as Read).reusable === false && !text.includes('content-length')) continue;
      for (let length = 0; length < text.length; length++) {
        expect(read(text.slice(0, length), [], false).state).toBe('more');
        expect(read(text.slice(0, length)).state).toBe('CUT_SHORT');
      }
    }
  });

  it.each([
    `${OK}content-length: 2\r\n\r\n{}`,
    `${OK}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
  ])('ends where it says, whatever comes after it', (text) => {
    for (const pieces of [[], [1], [7]])
      expect(read(`${text}HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n"x"`, pieces)).toEqual(
        answer('{}', { excess: true }),
      );
  });

  it('may be any bytes: there is a verdict, and no more than the body is read', () => {
    const words = ['HTTP/1.1 200 OK', 'HTTP/1.1 100 C', '\r\n', '\r\n', '\r\n\r\n', '\n', ': ', ' ', ';'];
    const headers = ['content-length: ', 'transfer-encoding: chunked', 'connection: close', 'x: y\r\n'];
    const bytes = ['0', '2', 'f', '{}', '\0', '\x7f', '\xff', 'a'];
    for (let run = 0; run < 3_000; run++) {
      const start = random.oneOf(['', 'HTTP/1.1 200 OK\r\n']);
      const soup = Array.from({ length: random.between(0, 40) }, () =>
        random.oneOf(random.oneOf([words, headers, bytes])),
      );
      const text = start + soup.join('');
      expect(read(text, cutAnywhere())).toEqual(read(text, [1]));
    }
  });

  it('can be followed by another, of which nothing is left from the first', () => {
    const reader = new ResponseReader(LIMITS);
    const texts = VALID.filter(([, text]) => text.includes('content-length') || text.includes('chunked'));
    for (let turn = 0; turn < 500; turn++) {
      const [, text, expected] = random.oneOf(texts);
      const bytes = Buffer.from(text, 'latin1');
      const half = bytes.length >> 1;
      expect(reader.read(bytes, half)).toBe('more');
      expect(reader.read(bytes.subarray(half), bytes.length - half)).toBe('complete');
      expect(completed(reader, false)).toEqual(expected);
    }
  });

  it.each<[string, number | undefined]>([
    ['timeout=5', 5],
    ['max=100, timeout=5', 5],
    ['Timeout=5,max=1', 5],
    ['max=7', undefined],
    ['timeout=x', undefined],
  ])('says how long its connection stays: %s', (value, seconds) => {
    const reader = new ResponseReader(LIMITS);
    const bytes = Buffer.from(`${OK}keep-alive: ${value}\r\ncontent-length: 0\r\n\r\n`);
    expect(reader.read(bytes, bytes.length)).toBe('complete');
    expect(reader.take().head.keepAliveSeconds).toBe(seconds);
  });
});
