import { describe, expect, it } from '@jest/globals';
import { artifactHash } from '@kontor/protocol';
import { SDL_BYTES_MAX } from './limits.js';
import { readPublishInput } from './publish-request.js';

const input = { ref: 'shop', name: 'reviews', sdl: 'type Query { a: Int }' };

describe('reading what publishSubgraph is given', () => {
  it('takes a bare graph for its variant current, and hashes the schema', () => {
    expect(readPublishInput(input)).toEqual({
      kind: 'accepted',
      ref: { graph: 'shop', variant: 'current' },
      name: 'reviews',
      sdl: input.sdl,
      sdlHash: artifactHash(input.sdl),
      routingUrl: undefined,
      gitContext: null,
      ifActiveVersion: undefined,
    });
  });

  it('tells a precondition of none apart from no precondition', () => {
    expect(readPublishInput({ ...input, ifActiveVersion: null })).toMatchObject({ ifActiveVersion: null });
    expect(readPublishInput(input)).toMatchObject({ ifActiveVersion: undefined });
  });

  it.each([
    [{ ref: 'shop@' }, 'INPUT_INVALID'],
    [{ ref: '@current' }, 'INPUT_INVALID'],
    [{ ref: 'a@b@c' }, 'INPUT_INVALID'],
    [{ ref: 'x'.repeat(65) }, 'INPUT_INVALID'],
    [{ name: '1reviews' }, 'INPUT_INVALID'],
    [{ name: 'rev iews' }, 'INPUT_INVALID'],
    [{ name: '' }, 'INPUT_INVALID'],
    [{ sdl: ' \n' }, 'INPUT_INVALID'],
    [{ sdl: 'type Query { a: Int } # \0' }, 'INPUT_INVALID'],
    [{ sdl: 'type Query { a: Int } # \ud800' }, 'INPUT_INVALID'],
    [{ sdl: 'é'.repeat(SDL_BYTES_MAX / 2 + 1) }, 'SUBGRAPH_TOO_LARGE'],
    [{ routingUrl: 'ftp://x/' }, 'ROUTING_URL_INVALID'],
  ])('rejects %j', (wrong, code) => {
    expect(readPublishInput({ ...input, ...wrong })).toMatchObject({ kind: 'rejected', code });
  });

  it('accepts a schema of exactly the size allowed', () => {
    const sdl = `${input.sdl}${' '.repeat(SDL_BYTES_MAX - input.sdl.length)}`;
    expect(readPublishInput({ ...input, sdl })).toMatchObject({ kind: 'accepted' });
  });
});
