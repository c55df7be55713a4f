import { type RestartHistory, type RestartLimits, RESTART_LIMITS, decideRestart } from './policy.js';
import type { Ending, Instance, Unit } from './unit.js';

/** What happens to a unit, in the order in which it happens. */
export type UnitEvent =
  | { kind: 'started'; pid: number }
  | { kind: 'ready'; pid: number; sinceMs: number }
  | { kind: 'ended'; ending: Ending; restartAfterMs: number }
  /** It ended while something that it needs is down, and starts again when that is back. */
  | { kind: 'held-back'; ending: Ending }
  | { kind: 'given-up'; ending: Ending; restarts: number; windowMs: number };

export interface SupervisorOptions {
  onEvent: (unit: Unit, event: UnitEvent) => void;
  limits?: RestartLimits;
  clock?: Clock;
  /**
   * While something is down that the unit cannot do without: resolves when it is back. Ends in that time count for
   * nothing: they are not the unit's fault, and to start it would be in vain.
   */
  untilNeeds?: () => Promise<void> | undefined;
}

export interface Clock {
  now(): number;
  after(ms: number, act: () => void): { cancel(): void };
}

const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, act) => {
    const timer = setTimeout(act, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** A unit under supervision. */
export interface Supervised {
  readonly unit: Unit;
  /** Begins to run it. Once. */
  begin(): void;
  /** The run that goes on now; undefined while waiting for a restart, and after the end. */
  current(): Instance | undefined;
  /** Resolves when it got ready for the first time; rejects when it was given up or stopped before. */
  readonly firstReady: Promise<void>;
  /** No restart after this. Idempotent. */
  stop(deadlineMs: number): Promise<void>;
  kill(): void;
}

/** Keeps the unit running, once begun, by the rules of policy.ts, which draws the states. */
export function supervise(
  unit: Unit,
  { onEvent, limits = RESTART_LIMITS, clock = systemClock, untilNeeds = () => undefined }: SupervisorOptions,
): Supervised {
  let history: RestartHistory = [];
  let instance: Instance | undefined;
  let waiting: { cancel(): void } | undefined;
  let stopping = false;
  let starting: Promise<void> = Promise.resolve();
  const firstReady = Promise.withResolvers<void>();
  firstReady.promise.catch(() => {});

  async function run(): Promise<void> {
    const startedAt = clock.now();
    let ending: Ending;
    try {
      const started = unit.start();
      const mine = started instanceof Promise ? await started : started;
      instance = mine;
      onEvent(unit, { kind: 'started', pid: mine.pid });
      void reportReady(mine, startedAt);
      void mine.ended.then(onEnd);
      return;
    } catch (error) {
      if (isMendable(error)) firstReady.reject(error);
      ending = { how: error instanceof Error ? error.message : String(error) };
    }
    onEnd(ending);
  }

  async function reportReady(mine: Instance, startedAt: number): Promise<void> {
    const abort = new AbortController();
    void mine.ended.then(() => abort.abort());
    try {
      await mine.ready(abort.signal);
    } catch {
      return;
    }
    if (instance !== mine) return;
    onEvent(unit, { kind: 'ready', pid: mine.pid, sinceMs: clock.now() - startedAt });
    firstReady.resolve();
  }

  function onEnd(ending: Ending): void {
    instance = undefined;
    if (stopping) return;
    if (untilNeeds()) {
      onEvent(unit, { kind: 'held-back', ending });
      return startAgain();
    }
    const decision = decideRestart(history, clock.now(), limits);
    switch (decision.kind) {
      case 'restart':
        history = decision.history;
        onEvent(unit, { kind: 'ended', ending, restartAfterMs: decision.afterMs });
        waiting = clock.after(decision.afterMs, startAgain);
        return;
      case 'give-up':
        firstReady.reject(new GivenUp(unit.name, ending));
        onEvent(unit, { kind: 'given-up', ending, restarts: decision.restarts, windowMs: decision.windowMs });
    }
  }

  function startAgain(): void {
    if (stopping) return;
    const back = untilNeeds();
    if (back) void back.then(startAgain);
    else starting = run();
  }

  return {
    unit,
    begin() {
      starting = run();
    },
    firstReady: firstReady.promise,
    current: () => instance,
    async stop(deadlineMs) {
      stopping = true;
      waiting?.cancel();
      firstReady.reject(new Error(`${unit.name} was stopped.`));
      await starting;
      await instance?.stop(deadlineMs);
    },
    kill() {
      stopping = true;
      waiting?.cancel();
      instance?.kill();
    },
  };
}

/** The restarts of a unit are used up. */
export class GivenUp extends Error {
  readonly unitName: string;
  readonly ending: Ending;
  constructor(unitName: string, ending: Ending) {
    super(`${unitName} keeps failing: ${ending.how}.`);
    this.unitName = unitName;
    this.ending = ending;
  }
}

/** An error that names what to do cannot be cured by trying again, as far as the first start is concerned. */
const isMendable = (error: unknown): boolean =>
  error instanceof Error && typeof (error as { fix?: unknown }).fix === 'string';
