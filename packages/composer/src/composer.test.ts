import { afterEach, describe, expect, it } from '@jest/globals';
import type { Logger } from '@kontor/http';
import { startComposeThread } from './compose-thread.js';
import { createComposer, type Composer } from './composer.js';
import { DEFAULT_COMPOSE_LIMITS, composeLimitsFrom, type ComposeLimits } from './limits.js';

/** A composing thread whose composer is `body`: `subgraphs` in, `answer(composition)` out. */
const thread = (body: string, first = ''): URL =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { parentPort, threadId } from 'node:worker_threads';
      ${first}
      parentPort.on('message', ({ subgraphs }) => {
        const answer = (composition) => parentPort.postMessage({ kind: 'answer', composition });
        ${body}
      });
      parentPort.postMessage({ kind: 'ready' });`)}`,
  );
/** Tells in which thread it was made. */
const ECHO = `answer({ kind: 'composed', supergraphSdl: subgraphs[0].sdl, apiSdl: String(threadId), hash: 'sha256-x', hints: [] });`;

const logged: object[] = [];
const log = { error: (entry: object) => void logged.push(entry) } as unknown as Logger;
const ask = (sdl: string) => [{ name: 'a', url: 'http://a/', sdl }];
const composed = (sdl: string) => ({ kind: 'composed', supergraph: { sdl } });

let composer: Composer;
const compose = (entry: URL, limits: Partial<ComposeLimits> = {}): Composer => {
  composer = createComposer({ limits: { ...DEFAULT_COMPOSE_LIMITS, ...limits }, log, entry });
  return composer;
};
afterEach(() => composer.close());

async function until(holds: () => Promise<boolean>, pauseMs: number): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, pauseMs));
}

const threadOf = async (sdl = 'x'): Promise<string> => {
  const outcome = await composer.compose(ask(sdl));
  if (outcome.kind !== 'composed') throw new Error(outcome.kind);
  return outcome.supergraph.apiSdl;
};

describe('a composer', () => {
  it('composes one set after the other, each with its own answer', async () => {
    const { compose: run } = compose(thread(ECHO));
    const outcomes = await Promise.all(['1', '2', '3'].map((sdl) => run(ask(sdl))));
    expect(outcomes).toMatchObject([composed('1'), composed('2'), composed('3')]);
  });

  it('keeps its thread while there is work, and ends it when idle', async () => {
    compose(thread(ECHO), { idleMs: 50 });
    const first = await threadOf();
    expect(await threadOf()).toBe(first);
    // Asked less often than its time to idle.
    await until(async () => (await threadOf()) !== first, 100);
  });

  it('hands on what was refused', async () => {
    const { compose: run } = compose(thread(`answer({ kind: 'refused', problems: [{ code: 'X' }] });`));
    expect(await run(ask('x'))).toEqual({ kind: 'refused', problems: [{ code: 'X' }] });
  });

  it.each([
    [
      'does not come to an end',
      `if (subgraphs[0].sdl === 'bad') for (;;);`,
      { why: 'timed-out', limitMs: 200 },
    ],
    [
      'eats its memory',
      `if (subgraphs[0].sdl === 'bad') { const all = []; for (;;) all.push(new Array(1e5).fill({})); }`,
      { why: 'out-of-memory', limitMb: 32 },
    ],
    ['throws', `if (subgraphs[0].sdl === 'bad') throw new Error('oh');`, { why: 'crashed' }],
    ['exits', `if (subgraphs[0].sdl === 'bad') process.exit(3);`, { why: 'crashed' }],
    [
      'says that it threw',
      `if (subgraphs[0].sdl === 'bad') { parentPort.postMessage({ kind: 'threw', error: 'oh' }); return; }`,
      { why: 'crashed' },
    ],
  ])('fails what %s, and goes on with a new thread', async (_title, body, failure) => {
    const timeoutMs = failure.why === 'timed-out' ? 200 : 20_000;
    const { compose: run } = compose(thread(body + ECHO), { timeoutMs, heapMb: 32 });
    const before = await threadOf();
    logged.length = 0;
    const outcomes = await Promise.all([run(ask('bad')), run(ask('good'))]);
    expect(outcomes).toMatchObject([{ kind: 'failed', failure }, composed('good')]);
    expect(logged).toMatchObject([{ failure }]);
    expect(await threadOf()).not.toBe(before);
  });

  it('fails what a thread that never gets ready was asked', async () => {
    const { compose: run } = compose(thread(ECHO, 'await new Promise(() => setInterval(() => {}, 1000));'), {
      bootTimeoutMs: 200,
    });
    expect(await run(ask('x'))).toEqual({ kind: 'failed', failure: { why: 'timed-out', limitMs: 200 } });
  });

  it('knows a thread that ended by itself', async () => {
    compose(thread(ECHO));
    const ended = startComposeThread(
      thread(`${ECHO} setImmediate(() => process.exit(0));`),
      DEFAULT_COMPOSE_LIMITS,
    );
    expect(await ended.compose(ask('x'))).toMatchObject({ kind: 'answer' });
    await until(async () => ended.isOver(), 5);
    expect(await ended.compose(ask('x'))).toMatchObject({ kind: 'failed', failure: { why: 'crashed' } });
  });

  it('turns away what its queue cannot hold', async () => {
    const { compose: run } = compose(thread(ECHO), { waitingMax: 1 });
    const outcomes = await Promise.all(['1', '2', '3'].map((sdl) => run(ask(sdl))));
    expect(outcomes).toMatchObject([
      composed('1'),
      composed('2'),
      { kind: 'rejected', code: 'COMPOSITION_BUSY' },
    ]);
  });

  it('when closed rejects what is under way and what waits, rather than answering wrongly', async () => {
    const { compose: run, close } = compose(thread('for (;;);'));
    const asked = ['1', '2'].map((sdl) => run(ask(sdl)));
    await Promise.all([...asked.map((outcome) => expect(outcome).rejects.toThrow('closed')), close()]);
    await expect(run(ask('3'))).rejects.toThrow('closed');
  });
});

describe('the limits of composition', () => {
  it('are the defaults unless the environment says otherwise', () => {
    expect(composeLimitsFrom({})).toEqual(DEFAULT_COMPOSE_LIMITS);
    expect(composeLimitsFrom({ KONTOR_COMPOSE_HEAP_MB: '1024', KONTOR_COMPOSE_TIMEOUT_MS: '60000' })).toEqual(
      {
        ...DEFAULT_COMPOSE_LIMITS,
        heapMb: 1024,
        timeoutMs: 60_000,
      },
    );
  });

  it.each(['0', '-1', 'lots', '1.5', '1e9'])('are whole numbers of a sensible size, not %s', (value) => {
    expect(() => composeLimitsFrom({ KONTOR_COMPOSE_HEAP_MB: value })).toThrow('KONTOR_COMPOSE_HEAP_MB');
  });
});
