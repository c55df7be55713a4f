import { afterEach, describe, expect, it } from '@jest/globals';
import type { Planning, PlanningLimits } from './planning.js';
import { planningThreads } from './planning-threads.js';

/** A planning thread whose planner is `body`: `source` in, `answer(plan)` out. */
const thread = (body: string, ready = ''): URL =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { parentPort, threadId, workerData } from 'node:worker_threads';
      parentPort.on('message', ({ source, operationName }) => {
        const answer = (plan) => parentPort.postMessage({ kind: 'planned', planJson: JSON.stringify(plan) });
        ${body}
      });
      ${ready || `parentPort.postMessage({ kind: 'ready', standIns: new Map(), requiredStandIns: new Map(), fetchedNames: new Set() });`}`)}`,
  );
/** Tells what was asked, and which thread answers. */
const ECHO = 'answer({ source, operationName, threadId, sdl: workerData.supergraphSdl });';

const LIMITS: PlanningLimits = {
  evaluatedPlansMax: 10,
  pathsPerFieldMax: 10,
  planningThreads: 1,
  planningHeapMiB: 64,
  planningTimeoutMs: 30_000,
  plansQueuedMax: 100,
};

let planning: Planning | undefined;
const start = async (entry: URL, limits: Partial<PlanningLimits> = {}): Promise<Planning> =>
  (planning = await planningThreads({ limits: { ...LIMITS, ...limits }, entry })('the supergraph'));
afterEach(() => planning?.close());

interface Echo {
  readonly source: string;
  readonly threadId: number;
}
async function echo(of: Planning, source = 'x'): Promise<Echo> {
  const outcome = await of.plan(source, undefined);
  if (outcome.kind !== 'planned') throw new Error(JSON.stringify(outcome));
  return JSON.parse(outcome.planJson) as Echo;
}

const BAD: readonly [string, string, Partial<PlanningLimits>, object][] = [
  ['does not come to an end', 'for (;;);', { planningTimeoutMs: 200 }, { kind: 'timed-out', limitMs: 200 }],
  [
    'eats its memory',
    'const all = []; for (;;) all.push(new Array(1e5).fill({}));',
    {},
    { kind: 'out-of-memory', limitMiB: 64 },
  ],
  ['throws out of its thread', `throw new Error('oh');`, {}, { kind: 'crashed' }],
  ['ends its thread', 'process.exit(3);', {}, { kind: 'crashed' }],
];

describe('planning in threads', () => {
  it('reads the supergraph before anything is planned, and hands on what it was told', async () => {
    const told = `parentPort.postMessage({ kind: 'ready', standIns: new Map([['a', { field: 'b', arguments: [] }]]), requiredStandIns: new Map([['T.f', new Set(['a'])]]) });`;
    const { standIns, requiredStandIns, plan } = await start(thread(ECHO, told));
    expect([...standIns]).toEqual([['a', { field: 'b', arguments: [] }]]);
    expect([...requiredStandIns]).toEqual([['T.f', new Set(['a'])]]);
    const outcome = await plan('{ a }', 'A');
    expect(outcome.kind === 'planned' && JSON.parse(outcome.planJson)).toMatchObject({
      source: '{ a }',
      operationName: 'A',
      sdl: 'the supergraph',
    });
  });

  it.each([
    ['no supergraph', `parentPort.postMessage({ kind: 'rejected', message: 'no join' });`, 'no join'],
    ['too large', 'const all = []; for (;;) all.push(new Array(1e5).fill({}));', 'planningHeapMiB'],
    ['its end', 'process.exit(1);', 'broke down'],
  ])('rejects what cannot be loaded: %s', async (_what, ready, message) => {
    await expect(start(thread(ECHO, ready))).rejects.toMatchObject({
      name: 'SupergraphRejected',
      message: expect.stringContaining(message) as unknown,
    });
  });

  it('plans one operation after the other, each with its own answer', async () => {
    const here = await start(thread(ECHO));
    const answers = await Promise.all(['1', '2', '3'].map((source) => echo(here, source)));
    expect(answers.map(({ source }) => source)).toEqual(['1', '2', '3']);
    expect(new Set(answers.map(({ threadId }) => threadId)).size).toBe(1);
  });

  it('plans as many at the same time as it may', async () => {
    // Two meet: each waits until the other has come, which one thread alone would never see.
    const meet = `
      const channel = new BroadcastChannel('meet');
      channel.onmessage = () => { ${ECHO} };
      setInterval(() => channel.postMessage('here'), 5);`;
    const here = await start(thread(meet), { planningThreads: 2 });
    const [one, other] = await Promise.all([echo(here, '1'), echo(here, '2')]);
    expect(one.threadId).not.toBe(other.threadId);
  });

  it.each(BAD)(
    'gives up what %s, and plans what waits in a new thread',
    async (_what, body, limits, failure) => {
      const here = await start(thread(`if (source === 'bad') { ${body} } ${ECHO}`), limits);
      const before = await echo(here);
      const [bad, ...good] = await Promise.all([
        here.plan('bad', undefined),
        ...['1', '2', '3'].map((source) => echo(here, source)),
      ]);
      expect(bad).toMatchObject(failure);
      expect(good.map(({ source }) => source)).toEqual(['1', '2', '3']);
      expect(new Set(good.map(({ threadId }) => threadId)).size).toBe(1);
      expect(good[0]?.threadId).not.toBe(before.threadId);
    },
  );

  it('keeps a thread that says that it threw', async () => {
    const here = await start(
      thread(
        `if (source === 'bad') return parentPort.postMessage({ kind: 'threw', message: 'oh', stack: 'oh at' });${ECHO}`,
      ),
    );
    const before = await echo(here);
    expect(await here.plan('bad', undefined)).toEqual({ kind: 'threw', message: 'oh', stack: 'oh at' });
    expect((await echo(here)).threadId).toBe(before.threadId);
  });

  it('turns away what its queue cannot hold', async () => {
    const here = await start(thread(ECHO), { plansQueuedMax: 1 });
    const outcomes = await Promise.all(['1', '2', '3'].map((source) => here.plan(source, undefined)));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['planned', 'planned', 'busy']);
  });

  it('cancels what is under way and what waits when closed', async () => {
    const here = await start(thread('for (;;);'));
    const asked = ['1', '2'].map((source) => here.plan(source, undefined));
    await here.close();
    expect(await Promise.all(asked)).toEqual([{ kind: 'closed' }, { kind: 'closed' }]);
    expect(await here.plan('3', undefined)).toEqual({ kind: 'closed' });
  });
});
