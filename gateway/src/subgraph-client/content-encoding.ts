import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { bodyText } from './body-text.js';
import type { WireResponse } from './transport.js';

/** What a request says it can read (RFC 9110, 12.5.3). */
export const ACCEPTED_ENCODINGS = 'gzip, br, zstd, deflate';

/** In which requests can be encoded, too. */
export const CONTENT_ENCODINGS = ['gzip', 'br', 'zstd', 'deflate'] as const;
export type ContentEncoding = (typeof CONTENT_ENCODINGS)[number];

const gunzip = promisify(zlib.gunzip);
const inflate = promisify(zlib.inflate);
const inflateRaw = promisify(zlib.inflateRaw);
const brotliDecompress = promisify(zlib.brotliDecompress);
const zstdDecompress = promisify<Buffer, zlib.ZstdOptions, Buffer>(zlib.zstdDecompress);

/** 2^23 bytes, what RFC 8878 asks of every decoder: what is encoded does not choose how much memory it takes. */
const ZSTD_WINDOW_LOG_MAX = 23;

export type Decoded =
  | { readonly kind: 'decoded'; readonly response: WireResponse }
  /** More bytes than allowed, however few were sent. */
  | { readonly kind: 'too-large' }
  /** An encoding that was not asked for, or bytes that are not of it. */
  | { readonly kind: 'unreadable' };

/** Off the main thread, and never more than `bytesMax` bytes. One encoding only: each more would multiply. */
export async function decodeBody(response: WireResponse, bytesMax: number): Promise<Decoded> {
  const encoding = (response.contentEncoding ?? '').trim().toLowerCase();
  const body = typeof response.body === 'string' ? Buffer.from(response.body) : response.body;
  try {
    const decoded = await decode(encoding, body, bytesMax);
    if (!decoded) return { kind: 'unreadable' };
    return {
      kind: 'decoded',
      response: { ...response, contentEncoding: undefined, body: bodyText(decoded) },
    };
  } catch (error) {
    const isTooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    return { kind: isTooLarge ? 'too-large' : 'unreadable' };
  }
}

function decode(encoding: string, body: Buffer, bytesMax: number): Promise<Buffer> | undefined {
  const limit = { maxOutputLength: bytesMax };
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return gunzip(body, limit);
    case 'deflate':
      // With the header of zlib, as the standard says; some leave it out.
      return ((body[0] ?? 0) & 0x0f) === 8 ? inflate(body, limit) : inflateRaw(body, limit);
    case 'br':
      return brotliDecompress(body, limit);
    case 'zstd':
      return zstdDecompress(body, {
        ...limit,
        params: { [zlib.constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG_MAX },
      });
    default:
      return undefined;
  }
}

const gzip = promisify<Buffer, Buffer>(zlib.gzip);
const deflate = promisify<Buffer, Buffer>(zlib.deflate);
const brotliCompress = promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliCompress);
const zstdCompress = promisify<Buffer, Buffer>(zlib.zstdCompress);

/** The default of 11 is for files that are written once. */
const BROTLI_QUALITY = 4;

export function encodeBody(text: string, encoding: ContentEncoding): Promise<Buffer> {
  const bytes = Buffer.from(text);
  switch (encoding) {
    case 'gzip':
      return gzip(bytes);
    case 'deflate':
      return deflate(bytes);
    case 'br':
      return brotliCompress(bytes, {
        params: {
          [zlib.constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
          [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      });
    case 'zstd':
      return zstdCompress(bytes);
  }
}
