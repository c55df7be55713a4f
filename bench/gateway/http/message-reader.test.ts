import { describe, expect, test } from '@jest/globals';
import { MessageReader } from './message-reader.ts';

const STREAM =
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello' +
  'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n' +
  'POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n' +
  'HTTP/1.1 204 No Content\r\n\r\n' +
  'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
const BODIES = ['hello', 'abcde', '', '', 'ok'];

describe('HTTP messages out of a stream', () => {
  test.each([1, 2, 3, 7, 40, STREAM.length])('in chunks of %i bytes', (size) => {
    const bodies: string[] = [];
    const reader = new MessageReader((_, body) => bodies.push(body.toString('utf8')));
    for (let at = 0; at < STREAM.length; at += size) reader.push(Buffer.from(STREAM.slice(at, at + size)));
    expect(bodies).toEqual(BODIES);
  });

  test('tell their heads', () => {
    const heads: string[] = [];
    new MessageReader((head) => heads.push(head)).push(Buffer.from(STREAM));
    expect(heads[2]).toBe('POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-length: 0');
  });
});
