import { describe, expect, it } from '@jest/globals';
import type { CompositionProblem } from '../platform-client/problems.js';
import { joinSchemaFiles } from '../schema/schema-source.js';
import { choose, mistakeAtStart, suspect, troubleNews, type Trouble } from './decide.js';
import type { GoodSchemas, OfferedSubgraph, Sighting, SourceFacts } from './facts.js';

const AT = new Date('2026-11-25T10:00:00Z');
const REASON = { code: 'SUBGRAPH_UNREACHABLE', message: 'it gave no schema', fix: 'Start it.' };
const ABSENT: Sighting = { kind: 'absent', reason: REASON };

const offer = (
  name: string,
  sdl = name,
  routingUrl: string | undefined = `http://${name}/`,
): OfferedSubgraph => ({
  name,
  source: joinSchemaFiles([{ path: `${name}.graphql`, text: sdl }]),
  routingUrl,
});
const unrouted = (name: string): OfferedSubgraph => ({ ...offer(name), routingUrl: undefined });
const seen = (...subgraphs: OfferedSubgraph[]): Sighting => ({ kind: 'seen', subgraphs });
const good = (...subgraphs: OfferedSubgraph[]): GoodSchemas => ({ subgraphs, at: AT });
const own = (name: string, newest: Sighting = seen(offer(name))): SourceFacts => ({
  name,
  kind: 'own',
  newest,
  good: undefined,
});
const peer = (name: string, newest: Sighting, before?: GoodSchemas): SourceFacts => ({
  name,
  kind: 'peer',
  newest,
  good: before,
});
const graph = (newest: Sighting, before?: GoodSchemas): SourceFacts => ({
  name: 'shop@current',
  kind: 'graph',
  newest,
  good: before,
});

const taken = (sources: readonly SourceFacts[]) =>
  choose(sources).taken.map(({ name, url, schema, from }) => `${name} ${url} ${schema.sdl} ${from}`);
const codes = (sources: readonly SourceFacts[]) => choose(sources).problems.map(({ code }) => code);

describe('what is composed', () => {
  it('is everybody’s newest, by name', () => {
    const sources = [own('reviews'), peer('products', seen(offer('products')))];
    expect(taken(sources)).toEqual([
      'products http://products/ products products',
      'reviews http://reviews/ reviews reviews',
    ]);
    expect(choose(sources)).toMatchObject({ troubles: [], problems: [] });
  });

  it('is what a sick peer said last that was good, and that is said', () => {
    const choice = choose([own('reviews'), peer('products', ABSENT, good(offer('products', 'old')))]);
    expect(choice.taken.map(({ schema }) => schema.sdl)).toEqual(['old', 'reviews']);
    expect(choice.troubles).toEqual([{ kind: 'stale', source: 'products', since: AT, reason: REASON }]);
  });

  it('is the rest without a peer that never said anything good', () => {
    const choice = choose([own('reviews'), peer('products', ABSENT)]);
    expect(choice.taken.map(({ name }) => name)).toEqual(['reviews']);
    expect(choice.troubles).toEqual([{ kind: 'missing', source: 'products', reason: REASON }]);
  });

  it('is the deployed graph, in which own schemas and peers take the place of theirs', () => {
    const deployed = graph(seen(offer('products', 'p'), offer('reviews', 'r'), offer('stock', 's')));
    expect(taken([own('reviews'), peer('stock', seen(offer('stock', 'new'))), deployed])).toEqual([
      'products http://products/ p shop@current',
      'reviews http://reviews/ reviews reviews',
      'stock http://stock/ new stock',
    ]);
  });

  it('goes where the graph routes it when no address was given, and asks for one where the graph has none', () => {
    const deployed = graph(seen({ ...offer('reviews'), routingUrl: 'http://deployed/' }));
    const unnamed = own('reviews', seen(unrouted('reviews')));
    expect(taken([unnamed, deployed])).toEqual(['reviews http://deployed/ reviews reviews']);
    expect(codes([own('new', seen(unrouted('new'))), deployed])).toEqual(['ROUTING_URL_REQUIRED']);
  });

  it('is the deployed version where the peer that overrides it never said anything good', () => {
    expect(taken([peer('reviews', ABSENT), graph(seen(offer('reviews', 'deployed')))])).toEqual([
      'reviews http://reviews/ deployed shop@current',
    ]);
  });

  it('is the last fetched copy of a graph that is out of reach', () => {
    const choice = choose([
      own('reviews'),
      graph(ABSENT, good(offer('products', 'p'), offer('reviews', 'r'))),
    ]);
    expect(choice.taken.map(({ name, from }) => [name, from])).toEqual([
      ['products', 'shop@current'],
      ['reviews', 'reviews'],
    ]);
    expect(choice.troubles).toMatchObject([{ kind: 'stale', source: 'shop@current' }]);
  });

  it('is nothing while an own schema cannot be read: an older one would hide the mistake', () => {
    const sources = [own('reviews', ABSENT), peer('products', seen(offer('products')))];
    expect(choose(sources).problems).toMatchObject([
      { code: 'SUBGRAPH_UNREACHABLE', locations: [{ subgraph: 'reviews' }] },
    ]);
    expect(choose(sources).troubles).toEqual([]);
  });

  it('is nothing when nobody has said anything', () => {
    expect(codes([peer('products', ABSENT)])).toEqual(['SUPERGRAPH_EMPTY']);
  });
});

const problem = (...subgraphs: (string | null)[]): CompositionProblem => ({
  code: 'INVALID_GRAPHQL',
  message: 'wrong',
  fix: 'Mend it.',
  locations: subgraphs.map((subgraph) => ({
    subgraph,
    line: 1,
    column: 1,
    coordinate: null,
    derived: false,
  })),
});
const suspects = (sources: readonly SourceFacts[], ...problems: CompositionProblem[]) => {
  const distrust = suspect(sources, choose(sources), problems, new Map());
  return distrust && [...distrust.keys()];
};

describe('whom a refusal is put down to', () => {
  const changed = peer('products', seen(offer('products', 'new')), good(offer('products', 'old')));
  const unchanged = peer('stock', seen(offer('stock')), good(offer('stock')));
  const unknown = peer('users', seen(offer('users')));

  it.each<[string, SourceFacts[], CompositionProblem[], string[] | undefined]>([
    [
      'a peer that says something new, if it is named',
      [own('a'), changed, unchanged],
      [problem('products')],
      ['products'],
    ],
    [
      'a peer that says something new, even if another is named',
      [own('a'), changed],
      [problem('a')],
      ['products'],
    ],
    [
      'of several such, those that are named',
      [changed, peer('x', seen(offer('x', '2')), good(offer('x', '1')))],
      [problem('x')],
      ['x'],
    ],
    [
      'all of them where none is',
      [changed, peer('x', seen(offer('x', '2')), good(offer('x', '1')))],
      [problem(null)],
      ['products', 'x'],
    ],
    ['nobody, if all say what was good', [own('a'), unchanged], [problem('stock')], undefined],
    ['a peer that was never good, if it alone is named', [own('a'), unknown], [problem('users')], ['users']],
    ['nobody, if an own schema is named beside it', [own('a'), unknown], [problem('users', 'a')], undefined],
    ['nobody, if nothing is named and nobody is new', [own('a'), unknown], [problem()], undefined],
    ['never an own schema', [own('a')], [problem('a')], undefined],
    ['nobody who was not even heard', [own('a'), peer('users', ABSENT)], [problem('users')], undefined],
  ])('%s', (_title, sources, problems, expected) => {
    expect(suspects(sources, ...problems)).toEqual(expected);
  });

  it('grows until nobody is left to suspect', () => {
    const sources = [own('a'), changed, unknown];
    const first = suspect(sources, choose(sources), [problem('users')], new Map());
    expect([...(first ?? [])].map(([name]) => name)).toEqual(['products']);
    const second = suspect(sources, choose(sources, first), [problem('users')], first ?? new Map());
    expect([...(second ?? [])].map(([name]) => name)).toEqual(['products', 'users']);
    expect(suspect(sources, choose(sources, second), [problem('a')], second ?? new Map())).toBeUndefined();
  });
});

describe('what there is to say', () => {
  const stale: Trouble = { kind: 'stale', source: 'products', since: AT, reason: REASON };
  const missing: Trouble = { kind: 'missing', source: 'products', reason: REASON };
  const other: Trouble = { ...stale, reason: { ...REASON, code: 'INVALID_GRAPHQL' } };

  it.each([
    ['who falls sick', [], [stale], [{ kind: 'trouble', trouble: stale }]],
    ['nothing twice', [stale], [{ ...stale, reason: { ...REASON, message: 'in other words' } }], []],
    ['another reason', [stale], [other], [{ kind: 'trouble', trouble: other }]],
    ['that there is something to use now', [missing], [stale], [{ kind: 'trouble', trouble: stale }]],
    ['who is back', [stale], [], [{ kind: 'over', source: 'products' }]],
  ])('%s', (_title, before, after, news) => {
    expect(troubleNews(before as Trouble[], after as Trouble[])).toEqual(news);
  });
});

describe('a start', () => {
  const refused = (code: string): Sighting => ({ kind: 'absent', reason: { ...REASON, code } });

  it.each<[string, SourceFacts, 'own' | 'graph' | undefined]>([
    ['a schema file that is not there', own('a', refused('SCHEMA_FILE_INVALID')), 'own'],
    ['a graph that does not exist', graph(refused('VARIANT_NOT_FOUND'), good()), 'graph'],
    ['a key that is refused', graph(refused('KEY_INVALID'), good()), 'graph'],
  ])('is pointless with %s', (_title, source, kind) => {
    expect(mistakeAtStart([source])?.kind).toBe(kind);
  });

  it.each<[string, SourceFacts]>([
    ['a platform that is down', graph(refused('PLATFORM_UNREACHABLE'))],
    ['identity being away', graph(refused('IDENTITY_UNAVAILABLE'))],
    ['a peer that is down', peer('a', ABSENT)],
    ['everybody there', own('a')],
  ])('goes on with %s', (_title, source) => {
    expect(mistakeAtStart([source])).toBeUndefined();
  });
});
