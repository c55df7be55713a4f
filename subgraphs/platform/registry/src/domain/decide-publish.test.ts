import { describe, expect, it } from '@jest/globals';
import { artifactHash } from '@kontor/protocol';
import type { ActiveSet, ActiveSubgraph } from './active-subgraph.js';
import { proposePublish, type PublishProposal } from './decide-publish.js';
import { SUBGRAPHS_PER_VARIANT_MAX } from './limits.js';
import type { PublishRequest } from './publish-request.js';

const URL_1 = 'http://one/';
const URL_2 = 'http://two/';

const active = (name: string, sdl = `# ${name}`, routingUrl = URL_1): ActiveSubgraph => ({
  versionId: `${name}-version`,
  name,
  sdl,
  sdlHash: artifactHash(sdl),
  routingUrl,
});

const set = (...subgraphs: ActiveSubgraph[]): ActiveSet => ({ revision: 7, subgraphs });

const request = (change: Partial<PublishRequest> = {}): PublishRequest => {
  const sdl = change.sdl ?? '# reviews';
  return {
    kind: 'accepted',
    ref: { graph: 'shop', variant: 'current' },
    name: 'reviews',
    sdl,
    sdlHash: artifactHash(sdl),
    routingUrl: undefined,
    gitContext: null,
    ifActiveVersion: undefined,
    ...change,
  };
};

const outcome = (proposal: PublishProposal): string =>
  proposal.kind === 'rejected' ? proposal.code : proposal.kind;

describe('what a publish means in the light of what is active', () => {
  it.each<[string, ActiveSet, PublishRequest, string]>([
    ['first of its name, with a URL', set(), request({ routingUrl: URL_1 }), 'compose'],
    ['first of its name, without a URL', set(), request(), 'ROUTING_URL_REQUIRED'],
    ['a name beside others, without a URL', set(active('products')), request(), 'ROUTING_URL_REQUIRED'],
    ['same schema, URL left out', set(active('reviews')), request(), 'unchanged'],
    ['same schema, same URL', set(active('reviews')), request({ routingUrl: URL_1 }), 'unchanged'],
    ['same schema, other URL', set(active('reviews')), request({ routingUrl: URL_2 }), 'compose'],
    ['other schema, URL left out', set(active('reviews')), request({ sdl: '# new' }), 'compose'],
    [
      'on condition of the active version',
      set(active('reviews')),
      request({ sdl: '# new', ifActiveVersion: 'reviews-version' }),
      'compose',
    ],
    [
      'on condition of another version',
      set(active('reviews')),
      request({ sdl: '# new', ifActiveVersion: 'older' }),
      'ACTIVE_VERSION_CHANGED',
    ],
    [
      'on condition of none, and there is one',
      set(active('reviews')),
      request({ sdl: '# new', ifActiveVersion: null }),
      'ACTIVE_VERSION_CHANGED',
    ],
    [
      'on condition of none, and there is none',
      set(active('products')),
      request({ routingUrl: URL_1, ifActiveVersion: null }),
      'compose',
    ],
    [
      'on condition of one, and there is none',
      set(),
      request({ routingUrl: URL_1, ifActiveVersion: 'gone' }),
      'ACTIVE_VERSION_CHANGED',
    ],
    [
      'repeated after its answer was lost',
      set(active('reviews')),
      request({ ifActiveVersion: 'the-one-before' }),
      'unchanged',
    ],
  ])('%s', (_title, facts, asked, expected) => {
    expect(outcome(proposePublish(facts, asked))).toBe(expected);
  });

  it('composes the changed subgraph in place of the active one, and leaves the others as they are', () => {
    const facts = set(active('products'), active('reviews'), active('users'));
    expect(proposePublish(facts, request({ sdl: '# new', routingUrl: URL_2 }))).toEqual({
      kind: 'compose',
      routingUrl: URL_2,
      subgraphs: [
        { name: 'products', url: URL_1, sdl: '# products' },
        { name: 'users', url: URL_1, sdl: '# users' },
        { name: 'reviews', url: URL_2, sdl: '# new' },
      ],
    });
  });

  it('keeps the active routing URL when none is given', () => {
    expect(proposePublish(set(active('reviews', '# old', URL_2)), request())).toMatchObject({
      routingUrl: URL_2,
    });
  });

  it('adds no subgraph beyond the limit, and still changes those that are there', () => {
    const full = set(...Array.from({ length: SUBGRAPHS_PER_VARIANT_MAX }, (_, index) => active(`s${index}`)));
    expect(outcome(proposePublish(full, request({ routingUrl: URL_1 })))).toBe('INPUT_INVALID');
    expect(outcome(proposePublish(full, request({ name: 's0', sdl: '# new' })))).toBe('compose');
  });

  it('never composes two subgraphs of one name, and never loses another', () => {
    const names = ['a', 'b', 'c', 'd'];
    for (let mask = 0; mask < 2 ** names.length; mask += 1) {
      const facts = set(...names.filter((_, bit) => mask & (1 << bit)).map((name) => active(name)));
      for (const name of names) {
        const proposal = proposePublish(facts, request({ name, sdl: '# new', routingUrl: URL_2 }));
        if (proposal.kind !== 'compose') throw new Error(`unexpected ${proposal.kind}`);
        const composed = proposal.subgraphs.map((subgraph) => subgraph.name).toSorted();
        expect(composed).toEqual([...new Set([...facts.subgraphs.map((one) => one.name), name])].toSorted());
      }
    }
  });
});
