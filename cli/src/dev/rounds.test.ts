import { describe, expect, it } from '@jest/globals';
import type { Composer } from '@kontor/composer';
import { joinSchemaFiles } from '../schema/schema-source.js';
import { createBoard } from './board.js';
import type { DevEvent } from './events.js';
import type { Sighting } from './facts.js';
import { createRounds } from './rounds.js';

const API = 'type Query { a: Int }';
const seen = (name: string, sdl: string): Sighting => ({
  kind: 'seen',
  subgraphs: [
    {
      name,
      source: joinSchemaFiles([{ path: name, text: sdl }]),
      routingUrl: `http://${name}/`,
    },
  ],
});

/** Composes unless a schema says `bad`, each time only when it is told to. */
function composerInSteps() {
  const waiting: (() => void)[] = [];
  const compose: Composer['compose'] = async (subgraphs) => {
    await new Promise<void>((go) => waiting.push(go));
    const isBad = subgraphs.some(({ sdl }) => sdl.startsWith('bad'));
    return isBad
      ? {
          kind: 'refused',
          problems: [{ code: 'INVALID_GRAPHQL', message: 'bad', fix: 'Mend it.', locations: [] }],
        }
      : {
          kind: 'composed',
          supergraph: { hash: subgraphs.map(({ sdl }) => sdl).join(' '), sdl: 's', apiSdl: API },
          hints: [],
        };
  };
  return {
    compose,
    async step() {
      while (waiting.length === 0) await new Promise((next) => setImmediate(next));
      waiting.shift()?.();
    },
  };
}

describe('rounds', () => {
  it('take for good what composed, not what was said while it composed', async () => {
    const events: DevEvent[] = [];
    const stale = Promise.withResolvers<void>();
    const { compose, step } = composerInSteps();
    const board = createBoard({
      kept: { read: () => Promise.resolve(undefined), write: () => Promise.resolve() },
      onNews: (name) => rounds.wake(name),
      onNotKept: (error) => expect(error).toBeUndefined(),
    });
    const rounds = createRounds({
      board,
      compose,
      hand: () => Promise.resolve({ kind: 'serving' } as never),
      tell: (event) => {
        events.push(event);
        if (event.kind === 'trouble' || event.kind === 'refused') stale.resolve();
      },
      onDefect: (error) => stale.reject(error),
    });
    const mine = await board.add({ name: 'mine', kind: 'own' }, { keep: false });
    const peer = await board.add({ name: 'peer', kind: 'graph' }, { keep: true });
    await rounds.holdDuring(async () => {
      mine.report(seen('mine', 'mine'));
      peer.report(seen('peer', 'first'));
    });

    // The peer goes on to something worse while its first schema is being composed.
    peer.report(seen('peer', 'bad second'));
    await step();
    await step();
    await step();
    await stale.promise;
    expect(events.map(({ kind }) => kind)).toEqual(['composed', 'trouble']);
    expect(events[1]).toMatchObject({ trouble: { kind: 'stale', source: 'peer' } });
    await rounds.close();
  });
});
