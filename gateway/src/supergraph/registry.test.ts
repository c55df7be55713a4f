import { describe, expect, it } from '@jest/globals';
import { artifactHash } from '@kontor/protocol';
import { readAnswer } from './registry-client.js';
import { registrySource } from './registry-source.js';

const refusal = (code: string) => JSON.stringify({ error: { code, message: 'm', fix: 'f' } });

describe('an answer of the delivery endpoint', () => {
  const hash = artifactHash('sdl');

  it.each([[`"${hash}"`], [`W/"${hash}"`]])(
    'is a supergraph when its content is what %s announced',
    (etag) => {
      expect(readAnswer(200, { etag, 'kontor-launch-id': 'l1' }, 'sdl')).toEqual({
        kind: 'supergraph',
        sdl: 'sdl',
        hash,
        launchId: 'l1',
      });
    },
  );

  it.each([[`"${artifactHash('other')}"`], [undefined], ['"x"']])(
    'is refused when %s announced another',
    (etag) => {
      expect(readAnswer(200, { etag }, 'sdl')).toMatchObject({
        kind: 'failed',
        code: 'SUPERGRAPH_HASH_MISMATCH',
      });
    },
  );

  it('is nothing new', () => {
    expect(readAnswer(304, {}, '')).toEqual({ kind: 'unchanged' });
  });

  it.each([
    [404, refusal('SUPERGRAPH_NOT_READY'), { kind: 'none', code: 'SUPERGRAPH_NOT_READY', message: 'm' }],
    [401, refusal('KEY_INVALID'), { kind: 'failed', code: 'KEY_INVALID', message: 'm' }],
    [503, refusal('DELIVERY_BUSY'), { kind: 'failed', code: 'DELIVERY_BUSY', message: 'm' }],
    // Something else answers at this address: no reason to forget a supergraph.
    [
      404,
      '<h1>Not found</h1>',
      { kind: 'failed', code: 'PLATFORM_UNREACHABLE', message: 'the platform answered 404' },
    ],
    [502, '', { kind: 'failed', code: 'PLATFORM_UNREACHABLE', message: 'the platform answered 502' }],
  ])('%i with %s', (status, body, expected) => {
    expect(readAnswer(status, {}, body)).toEqual(expected);
  });
});

it('a registry source wants graph@variant', () => {
  expect(() => registrySource({ platformUrl: 'http://x', ref: 'a@b@c', apiKey: 'k' })).toThrow(
    'graph@variant',
  );
});
