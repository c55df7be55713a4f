import { describe, expect, it } from '@jest/globals';
import { artifactHash } from '@kontor/protocol';
import { decideOwnPublish } from './publish-own.js';

const wanted = { sdl: 'type Query { a: Int }', routingUrl: 'http://127.0.0.1:4104/graphql' };
const own = {
  id: 'v1',
  sdlHash: artifactHash(wanted.sdl),
  routingUrl: wanted.routingUrl,
  publishedBy: 'launcher',
};

describe('decideOwnPublish', () => {
  it('publishes where nothing is, and only if nothing is', () => {
    expect(decideOwnPublish(undefined, wanted, 'launcher')).toEqual({
      kind: 'publish',
      ifActiveVersion: null,
    });
  });

  it('leaves alone what is live already', () => {
    expect(decideOwnPublish(own, wanted, 'launcher')).toEqual({ kind: 'unchanged' });
  });

  it.each([
    ['schema', { ...own, sdlHash: 'sha256-other' }],
    ['address', { ...own, routingUrl: 'http://127.0.0.1:9/graphql' }],
  ])('publishes its own again when the %s changed, and only over the version it saw', (_, active) => {
    expect(decideOwnPublish(active, wanted, 'launcher')).toEqual({ kind: 'publish', ifActiveVersion: 'v1' });
  });

  it('never undoes what a team published, even when it is older', () => {
    const theirs = { ...own, publishedBy: 'ci-of-reviews', routingUrl: 'http://10.0.0.7/graphql' };
    expect(decideOwnPublish(theirs, wanted, 'launcher')).toEqual({
      kind: 'theirs',
      routingUrl: 'http://10.0.0.7/graphql',
    });
  });
});
