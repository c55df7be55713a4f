import { describe, expect, it } from '@jest/globals';
import { brotliCompressSync, constants, deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { CONTENT_ENCODINGS, decodeBody, encodeBody } from './content-encoding.js';

const response = (body: Buffer | string, contentEncoding: string | undefined) => ({
  status: 200,
  contentType: 'application/json',
  contentEncoding,
  body,
});
const TEXT = JSON.stringify({ data: { text: 'é😀'.repeat(500) } });
const ZEROS = Buffer.alloc(8 * 1024 * 1024);

describe('an encoded body', () => {
  it.each(CONTENT_ENCODINGS)('is read as it was written: %s', async (encoding) => {
    const body = await encodeBody(TEXT, encoding);
    expect(body.length).toBeLessThan(Buffer.byteLength(TEXT) / 4);
    for (const name of [encoding, ` ${encoding.toUpperCase()} `])
      expect(await decodeBody(response(body, name), 10_000)).toEqual({
        kind: 'decoded',
        response: response(TEXT, undefined),
      });
  });

  it('may be deflated without the header of zlib', async () => {
    const body = deflateRawSync(TEXT);
    expect(await decodeBody(response(body, 'deflate'), 10_000)).toMatchObject({ response: { body: TEXT } });
  });

  it.each<[string, Buffer]>([
    ['gzip', gzipSync(ZEROS)],
    ['br', brotliCompressSync(ZEROS, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })],
    ['zstd', zstdCompressSync(ZEROS)],
    ['deflate', deflateRawSync(ZEROS)],
    ['gzip', Buffer.concat(Array(50).fill(gzipSync(ZEROS.subarray(0, 100_000))))],
  ])('is not unfolded beyond the limit: %s', async (encoding, bomb) => {
    expect(await decodeBody(response(bomb, encoding), 1_000_000)).toEqual({ kind: 'too-large' });
  });

  it('of exactly the limit is read', async () => {
    const body = await encodeBody('x'.repeat(1_000), 'gzip');
    expect(await decodeBody(response(body, 'gzip'), 1_000)).toMatchObject({ kind: 'decoded' });
    expect(await decodeBody(response(body, 'gzip'), 999)).toEqual({ kind: 'too-large' });
  });

  it.each<[string, Buffer]>([
    ['gzip, gzip', gzipSync(gzipSync('{}'))],
    ['compress', Buffer.from('{}')],
    ['', Buffer.from('{}')],
    ['__proto__', Buffer.from('{}')],
    ['gzip', Buffer.from('{}')],
    ['gzip', gzipSync('{}').subarray(0, -4)],
    ['gzip', Buffer.alloc(0)],
    ['br', Buffer.from('{"data":{}}')],
    ['zstd', Buffer.from('{"data":{}}')],
    ['deflate', Buffer.from('{"data":{}}')],
  ])('is unreadable when it is none of ours: %j', async (encoding, body) => {
    expect(await decodeBody(response(body, encoding), 1_000)).toEqual({ kind: 'unreadable' });
  });
});
