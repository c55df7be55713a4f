import type { Logger } from '@kontor/http';
import { isLaunchEnded, planCompletion } from '../domain/launch.js';
import type { LaunchRecord } from '../store/records.js';
import type { Store } from '../store/store.js';

/** How long a publish waits for its launch; it then answers PENDING, and the runner goes on. */
export const LAUNCH_WAIT_MS_MAX = 10_000;
/** Between two tries of a step that failed, such as on a database that is down. */
export const LAUNCH_RETRY_MS = 250;
/** How often launches are looked for that some process began and did not finish. */
export const LAUNCH_SWEEP_MS = 5_000;
/** Variants looked at in one sweep. */
export const LAUNCH_SWEEP_VARIANTS_MAX = 1_000;

/**
 * Brings launches from PENDING to the gateways. What it has not finished when the process dies is in the database, and
 * the next sweep of any registry process takes it up.
 */
export interface LaunchRunner {
  /** Runs the launch, and waits for its end up to {@link LAUNCH_WAIT_MS_MAX}. Returns the launch as it then is. */
  bringToGateways(launch: LaunchRecord): Promise<LaunchRecord>;
  /** Starts to sweep, at once and then every {@link LAUNCH_SWEEP_MS}. */
  start(): void;
  close(): Promise<void>;
}

export function createLaunchRunner({
  store,
  log,
  onPointerMoved,
}: {
  store: Store;
  log: Logger;
  /** Called after the commit that moved a variant's pointer. */
  onPointerMoved: (variantId: string) => void;
}): LaunchRunner {
  const lines = new Map<string, Line>();
  let sweepTimer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> = Promise.resolve();
  let closed = false;

  /** One step: everything pending of the variant completes. False when the step failed; nothing has changed then. */
  async function step(variantId: string): Promise<boolean> {
    try {
      const completed = await store.launches.completePending(variantId, planCompletion);
      if (completed.length > 0) {
        log.info({ variant: variantId, launches: completed }, 'launches completed');
        onPointerMoved(variantId);
      }
      return true;
    } catch (error) {
      log.error({ err: error, variant: variantId }, 'launch step failed, will be tried again');
      return false;
    }
  }

  /**
   * Steps of a variant run one after the other. A step that waits has yet to look at the database, so it serves
   * everybody who asks before it begins.
   */
  function run(variantId: string): Promise<boolean> {
    const line = lines.get(variantId);
    if (line?.waiting) return line.waiting;
    const ahead = line?.running ?? Promise.resolve(true);
    const mine = ahead.then(() => {
      lines.set(variantId, { running: mine, waiting: undefined });
      return step(variantId);
    });
    lines.set(variantId, { running: ahead, waiting: mine });
    void mine.finally(() => {
      const now = lines.get(variantId);
      if (now?.running === mine && !now.waiting) lines.delete(variantId);
    });
    return mine;
  }

  async function runUntil(variantId: string, deadlineMs: number): Promise<void> {
    while (!(await run(variantId)) && !closed && performance.now() + LAUNCH_RETRY_MS < deadlineMs)
      await delay(LAUNCH_RETRY_MS);
  }

  async function sweep(): Promise<void> {
    try {
      const variantIds = await store.launches.findVariantsWithPending(LAUNCH_SWEEP_VARIANTS_MAX);
      for (const variantId of variantIds) {
        if (closed) return;
        await run(variantId);
      }
    } catch (error) {
      log.warn({ err: error }, 'could not look for unfinished launches, will be tried again');
    }
  }

  function sweepAgainAndAgain(): void {
    sweeping = sweep().finally(() => {
      if (!closed) sweepTimer = setTimeout(sweepAgainAndAgain, LAUNCH_SWEEP_MS).unref();
    });
  }

  return {
    async bringToGateways(launch) {
      if (isLaunchEnded(launch.status)) return launch;
      const deadlineMs = performance.now() + LAUNCH_WAIT_MS_MAX;
      await Promise.race([runUntil(launch.variantId, deadlineMs), delay(LAUNCH_WAIT_MS_MAX)]);
      const [now] = await store.launches.findByIds([launch.id]);
      if (!now) throw new Error(`launch ${launch.id} is gone`);
      return now;
    },

    start: sweepAgainAndAgain,

    async close() {
      closed = true;
      clearTimeout(sweepTimer);
      await sweeping;
      await Promise.all([...lines.values()].map((line) => line.waiting ?? line.running));
    },
  };
}

interface Line {
  readonly running: Promise<boolean>;
  readonly waiting: Promise<boolean> | undefined;
}

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
