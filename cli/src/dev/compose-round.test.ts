import { describe, expect, it } from '@jest/globals';
import type { Composer } from '@kontor/composer';
import { joinSchemaFiles } from '../schema/schema-source.js';
import { composeRound } from './compose-round.js';
import type { SourceFacts } from './facts.js';

const offer = (name: string, sdl: string) => ({
  name,
  source: joinSchemaFiles([{ path: name, text: sdl }]),
  routingUrl: `http://${name}/`,
});
const own = (sdl: string): SourceFacts => ({
  name: 'mine',
  kind: 'own',
  newest: { kind: 'seen', subgraphs: [offer('mine', sdl)] },
  good: undefined,
});
const peer = (sdl: string, before?: string): SourceFacts => ({
  name: 'peer',
  kind: 'peer',
  newest: { kind: 'seen', subgraphs: [offer('peer', sdl)] },
  good: before === undefined ? undefined : { subgraphs: [offer('peer', before)], at: new Date(0) },
});

/** Composes unless a schema says `bad`; blames those that do. */
const attempts: string[] = [];
const compose: Composer['compose'] = (subgraphs) => {
  attempts.push(subgraphs.map(({ sdl }) => sdl).join(' '));
  const bad = subgraphs.filter(({ sdl }) => sdl.startsWith('bad'));
  return Promise.resolve(
    bad.length === 0
      ? { kind: 'composed', supergraph: { hash: 'h', sdl: 's', apiSdl: 'a' }, hints: [] }
      : {
          kind: 'refused',
          problems: bad.map(({ name, sdl }) => ({
            code: 'INVALID_GRAPHQL',
            message: sdl,
            fix: 'Mend it.',
            locations: [{ subgraph: name, line: 1, column: 1, coordinate: null, derived: false }],
          })),
        },
  );
};
const round = (...sources: SourceFacts[]) => {
  attempts.length = 0;
  return composeRound(sources, compose);
};

describe('a round', () => {
  it('is over at once when the newest composes', async () => {
    expect(await round(own('a'), peer('b', 'old'))).toMatchObject({
      kind: 'composed',
      choice: { troubles: [] },
    });
    expect(attempts).toEqual(['a b']);
  });

  it('goes on with what a peer said before when its news spoil it', async () => {
    expect(await round(own('a'), peer('bad', 'old'))).toMatchObject({
      kind: 'composed',
      choice: { troubles: [{ kind: 'stale', source: 'peer', reason: { code: 'INVALID_GRAPHQL' } }] },
    });
    expect(attempts).toEqual(['a bad', 'a old']);
  });

  it('goes on without a peer whose very first schema is wrong', async () => {
    expect(await round(own('a'), peer('bad'))).toMatchObject({
      kind: 'composed',
      choice: { troubles: [{ kind: 'missing', source: 'peer' }] },
    });
    expect(attempts).toEqual(['a bad', 'a']);
  });

  it('blames nobody else for an own mistake, whatever else is new', async () => {
    expect(await round(own('bad 1'), peer('b', 'old'))).toMatchObject({
      kind: 'refused',
      problems: [{ message: 'bad 1' }],
      choice: { troubles: [] },
    });
    expect(attempts).toEqual(['bad 1 b', 'bad 1 old']);
  });

  it('tells a composer that gave no answer by its code', async () => {
    const outcome = await composeRound([own('a')], () =>
      Promise.resolve({ kind: 'failed', failure: { why: 'timed-out', limitMs: 5 } }),
    );
    expect(outcome).toMatchObject({ kind: 'refused', problems: [{ code: 'COMPOSITION_TIMED_OUT' }] });
  });
});
