import { describe, expect, it } from '@jest/globals';
import {
  isLaunchEnded,
  LAUNCH_STATUSES,
  nextLaunchStatus,
  planCompletion,
  type LaunchStatus,
} from './launch.js';

describe('the states of a launch', () => {
  it('only a pending launch moves on', () => {
    const moves = LAUNCH_STATUSES.map((status) => [status, nextLaunchStatus(status, 'pointer-moved')]);
    expect(moves).toEqual([
      ['PENDING', 'COMPLETED'],
      ['COMPLETED', undefined],
      ['REFUSED', undefined],
      ['FAILED', undefined],
    ]);
  });

  it('has ended exactly when nothing can happen to it any more', () => {
    for (const status of LAUNCH_STATUSES)
      expect(isLaunchEnded(status)).toBe(nextLaunchStatus(status, 'pointer-moved') === undefined);
  });
});

describe('planning what completes', () => {
  const launch = (sequence: number, status: LaunchStatus = 'PENDING') => ({
    id: `l${sequence}`,
    sequence,
    status,
  });

  it('has nothing to do without pending launches', () => {
    expect(planCompletion([], null)).toBeNull();
    expect(planCompletion([launch(1, 'REFUSED'), launch(2, 'COMPLETED')], 2)).toBeNull();
  });

  it('completes in the order of the numbers and points to the newest', () => {
    expect(planCompletion([launch(5), launch(3), launch(4)], 2)).toEqual({
      complete: [launch(3), launch(4), launch(5)],
      pointTo: launch(5),
    });
  });

  it('never moves the pointer backwards', () => {
    expect(planCompletion([launch(3)], 4)).toEqual({ complete: [launch(3)], pointTo: null });
  });

  it('holds for any history: nothing pending is left, and the pointer only grows', () => {
    let seed = 42;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    for (let round = 0; round < 500; round += 1) {
      const statuses = Array.from({ length: random(8) }, () => LAUNCH_STATUSES[random(4)] as LaunchStatus);
      const history = statuses.map((status, index) => launch(index + 1, status));
      const completed = history.filter(({ status }) => status === 'COMPLETED');
      const current = completed.at(-1)?.sequence ?? null;
      const plan = planCompletion(
        history.toSorted(() => random(3) - 1),
        current,
      );
      const pending = history.filter(({ status }) => status === 'PENDING');
      expect(plan?.complete ?? []).toEqual(pending);
      const pointer = plan?.pointTo?.sequence ?? current ?? 0;
      expect(pointer).toBe(Math.max(current ?? 0, ...pending.map(({ sequence }) => sequence)));
    }
  });
});
