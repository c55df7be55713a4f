import { describe, expect, it } from '@jest/globals';
import type { PlanOutcome } from '../planning/planning.js';
import { createPlanStore } from './plan-store.js';

function store(answer: (source: string) => PlanOutcome, lengthMax = 1_000) {
  const asked: string[] = [];
  const closed: string[] = [];
  const plans = createPlanStore({
    startPlanning: (sdl) =>
      Promise.resolve({
        standIns: new Map(),
        requiredStandIns: new Map(),
        fetchedNames: new Set<string>(),
        requirements: new Map(),
        plan(source) {
          asked.push(`${sdl} ${source}`);
          return Promise.resolve(answer(source));
        },
        close() {
          closed.push(sdl);
          return Promise.resolve();
        },
      }),
    lengthMax,
    refusalMs: 60_000,
    onPlanned: () => undefined,
  });
  return { plans, asked, closed };
}
const of = (source: string, operationName?: string, activeLabels: string[] = []) => ({
  source,
  operationName,
  activeLabels,
});
const planned = (source: string): PlanOutcome => ({ kind: 'planned', planJson: `{"of":"${source}"}` });

describe('the plans of all workers', () => {
  it('are made once, for those who ask at the same time and for those who come later', async () => {
    const { plans, asked } = store(planned);
    await plans.open(1, 'sdl');
    const answers = await Promise.all([plans.plan(1, of('a')), plans.plan(1, of('a'))]);
    expect(answers).toEqual([planned('a'), planned('a')]);
    expect(await plans.plan(1, of('a'))).toEqual(planned('a'));
    expect(asked).toEqual(['sdl a']);
  });

  it('are of one supergraph, one operation and one set of labels', async () => {
    const { plans, asked } = store(planned);
    await plans.open(1, 'old');
    await plans.open(2, 'new');
    await plans.plan(1, of('a'));
    await plans.plan(2, of('a'));
    await plans.plan(2, of('a', 'A'));
    await plans.plan(2, of('a', 'A', ['beta']));
    await plans.plan(2, of('a', 'A', ['beta']));
    expect(asked).toEqual(['old a', 'new a', 'new a', 'new a']);
  });

  it('are bounded: the least recently asked is planned anew', async () => {
    const { plans, asked } = store(planned, 60);
    await plans.open(1, 'sdl');
    for (const source of ['a', 'b', 'c', 'c', 'a']) await plans.plan(1, of(source));
    expect(asked).toEqual(['sdl a', 'sdl b', 'sdl c', 'sdl a']);
  });

  it('remember what was too much, and ask again where the machine was to blame', async () => {
    const { plans, asked } = store((source) =>
      source === 'slow' ? { kind: 'timed-out', limitMs: 1 } : { kind: 'busy', waitingMax: 1 },
    );
    await plans.open(1, 'sdl');
    for (const source of ['slow', 'slow', 'late', 'late']) await plans.plan(1, of(source));
    expect(asked).toEqual(['sdl slow', 'sdl late', 'sdl late']);
  });

  it('end with their supergraph', async () => {
    const { plans, closed } = store(planned);
    await plans.open(1, 'one');
    await plans.open(2, 'two');
    await plans.close(1);
    expect(await plans.plan(1, of('a'))).toEqual({ kind: 'closed' });
    await plans.closeAll();
    expect(closed).toEqual(['one', 'two']);
  });
});
