import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Clock, GivenUp, type UnitEvent, supervise } from './supervisor.js';
import type { Ending, Instance, Unit } from './unit.js';

const limits = { restartsMax: 2, windowMs: 10_000, backoffFirstMs: 100, backoffMaxMs: 1_000 };

class FakeClock implements Clock {
  #now = 0;
  #timers: { at: number; act: () => void; cancelled: boolean }[] = [];
  now = () => this.#now;
  after(ms: number, act: () => void) {
    const timer = { at: this.#now + ms, act, cancelled: false };
    this.#timers.push(timer);
    return { cancel: () => void (timer.cancelled = true) };
  }
  advance(ms: number) {
    this.#now += ms;
    for (const timer of this.#timers.filter(({ at, cancelled }) => !cancelled && at <= this.#now)) {
      timer.cancelled = true;
      timer.act();
    }
  }
}

/** A unit whose runs end when the test says so. */
class FakeUnit implements Unit {
  readonly name = 'fake';
  runs: { end: (how: string) => void; stopped: boolean; killed: boolean }[] = [];
  failure: Error | undefined;
  async start(): Promise<Instance> {
    if (this.failure) throw this.failure;
    const { promise, resolve } = Promise.withResolvers<Ending>();
    const run = { end: (how: string) => resolve({ how }), stopped: false, killed: false };
    this.runs.push(run);
    return {
      pid: 1_000 + this.runs.length,
      port: null,
      ended: promise,
      ready: async () => {},
      stop: async () => {
        run.stopped = true;
        run.end('stopped');
        await promise;
      },
      kill: () => void (run.killed = true),
    };
  }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('supervise', () => {
  let clock: FakeClock;
  let unit: FakeUnit;
  let events: UnitEvent[];
  const start = (untilNeeds?: () => Promise<void> | undefined) => {
    const supervised = supervise(unit, {
      limits,
      clock,
      onEvent: (_, event) => events.push(event),
      ...(untilNeeds && { untilNeeds }),
    });
    supervised.begin();
    return supervised;
  };

  beforeEach(() => {
    clock = new FakeClock();
    unit = new FakeUnit();
    events = [];
  });

  it('tells when the unit is ready', async () => {
    const supervised = start();
    await supervised.firstReady;
    expect(events.map(({ kind }) => kind)).toEqual(['started', 'ready']);
    expect(supervised.current()?.pid).toBe(1_001);
  });

  it('starts a unit that ended again, after the backoff and not before', async () => {
    const supervised = start();
    await supervised.firstReady;
    unit.runs[0]?.end('signal SIGKILL');
    await settled();
    expect(events.at(-1)).toEqual({ kind: 'ended', ending: { how: 'signal SIGKILL' }, restartAfterMs: 100 });
    expect(supervised.current()).toBeUndefined();
    clock.advance(99);
    await settled();
    expect(unit.runs).toHaveLength(1);
    clock.advance(1);
    await settled();
    expect(supervised.current()?.pid).toBe(1_002);
  });

  it('gives a unit up that keeps ending', async () => {
    start();
    for (const advance of [100, 200, 400]) {
      await settled();
      unit.runs.at(-1)?.end('exit code 1');
      await settled();
      clock.advance(advance);
    }
    await settled();
    expect(events.at(-1)).toEqual({
      kind: 'given-up',
      ending: { how: 'exit code 1' },
      restarts: 2,
      windowMs: 10_000,
    });
    expect(unit.runs).toHaveLength(3);
  });

  it('counts a start that fails like an end, and says so to whoever waits for the first one', async () => {
    unit.failure = new Error('no such file');
    const supervised = start();
    for (const advance of [100, 200, 400]) {
      await settled();
      clock.advance(advance);
    }
    await expect(supervised.firstReady).rejects.toThrow(GivenUp);
    expect(events.map(({ kind }) => kind)).toEqual(['ended', 'ended', 'given-up']);
  });

  it('does not keep anyone waiting for a first start that cannot succeed', async () => {
    unit.failure = Object.assign(new Error('data of another major'), { fix: 'move it away' });
    await expect(start().firstReady).rejects.toThrow('data of another major');
  });

  it('does not restart what was stopped', async () => {
    const supervised = start();
    await supervised.firstReady;
    await supervised.stop(1_000);
    clock.advance(10_000);
    await settled();
    expect(unit.runs).toHaveLength(1);
    expect(unit.runs[0]?.stopped).toBe(true);
  });

  it('does not restart what was stopped while it waited', async () => {
    const supervised = start();
    await supervised.firstReady;
    unit.runs[0]?.end('exit code 1');
    await settled();
    await supervised.stop(1_000);
    clock.advance(10_000);
    await settled();
    expect(unit.runs).toHaveLength(1);
  });

  describe('that needs another one which is down', () => {
    let back: PromiseWithResolvers<void> | undefined;
    const startNeedy = () => start(() => back?.promise);
    const backAgain = async () => {
      const { resolve } = back ?? {};
      back = undefined;
      resolve?.();
      await settled();
    };
    beforeEach(() => {
      back = undefined;
    });

    it('starts again when that one is back, and is not given up for what was not its fault', async () => {
      const supervised = startNeedy();
      await supervised.firstReady;
      for (let outage = 1; outage <= 2 * limits.restartsMax; outage++) {
        back = Promise.withResolvers<void>();
        unit.runs.at(-1)?.end('exit code 2');
        await settled();
        expect(events.at(-1)).toEqual({ kind: 'held-back', ending: { how: 'exit code 2' } });
        clock.advance(limits.windowMs / 100);
        await settled();
        expect(unit.runs).toHaveLength(outage);
        await backAgain();
        expect(unit.runs).toHaveLength(outage + 1);
      }
    });

    it('waits for it also when it went down during the backoff', async () => {
      const supervised = startNeedy();
      await supervised.firstReady;
      unit.runs[0]?.end('signal SIGKILL');
      await settled();
      back = Promise.withResolvers<void>();
      clock.advance(100);
      await settled();
      expect(unit.runs).toHaveLength(1);
      await backAgain();
      expect(unit.runs).toHaveLength(2);
    });

    it('is not started any more once it was stopped', async () => {
      const supervised = startNeedy();
      await supervised.firstReady;
      back = Promise.withResolvers<void>();
      unit.runs[0]?.end('exit code 2');
      await settled();
      await supervised.stop(1_000);
      await backAgain();
      expect(unit.runs).toHaveLength(1);
    });
  });
});
