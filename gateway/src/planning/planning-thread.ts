import { Worker } from 'node:worker_threads';
import type { PlanningMessage, PlanningThreadData, PlanRequest } from './messages.js';
import type { PlannedSupergraph, PlanningLimits, PlanOutcome } from './planning.js';

/**
 * One planning thread.
 *
 *   loading --ready--> idle --plan--> busy --answer--> idle
 *      └──────────── any failure ──────┴─────────────────────▶ over (its owner stops it and starts another)
 *
 * At most one plan at a time. The thread never keeps the process alive.
 */
export interface PlanningThread {
  /** Has it read the supergraph? */
  readonly loaded: Promise<LoadOutcome>;
  /** To be called when it is loaded and idle. */
  plan(request: PlanRequest): Promise<PlanOutcome>;
  /** It failed or ended: it will answer nothing any more. */
  isOver(): boolean;
  stop(): Promise<void>;
}

export type LoadOutcome =
  | ({ readonly kind: 'ready' } & PlannedSupergraph)
  | { readonly kind: 'rejected'; readonly message: string }
  | ThreadFailure;

type ThreadFailure = Extract<PlanOutcome, { kind: 'timed-out' | 'out-of-memory' | 'crashed' }>;

/** A supergraph of half a megabyte takes two seconds; this is for busy machines. */
const LOAD_TIMEOUT_MS = 60_000;

/** The planner recurses along selections and paths: deeper than the default of 4 MB bears. */
const STACK_MIB = 16;

/** Space for new objects: more would make planning no faster, and the process keeps what a thread has used. */
const YOUNG_GENERATION_MIB = 16;

export function startPlanningThread(
  entry: URL,
  data: PlanningThreadData,
  limits: Pick<PlanningLimits, 'planningHeapMiB' | 'planningTimeoutMs'>,
): PlanningThread {
  const worker = new Worker(entry, {
    name: 'plan',
    workerData: data,
    resourceLimits: {
      maxOldGenerationSizeMb: limits.planningHeapMiB,
      maxYoungGenerationSizeMb: YOUNG_GENERATION_MIB,
      stackSizeMb: STACK_MIB,
    },
  });
  worker.unref();

  let over: ThreadFailure | undefined;
  let settle: ((outcome: PlanningMessage | ThreadFailure) => void) | undefined;

  const end = (failure: ThreadFailure): void => {
    over ??= failure;
    settle?.(over);
  };
  worker.on('message', (message: PlanningMessage) => settle?.(message));
  worker.on('error', (error) => end(failedBy(error, limits.planningHeapMiB)));
  worker.on('exit', (exitCode) => end({ kind: 'crashed', detail: `thread exited with ${exitCode}` }));

  /** The next message within `limitMs`, or the failure that came first. */
  function next(limitMs: number): Promise<PlanningMessage | ThreadFailure> {
    if (over) return Promise.resolve(over);
    return new Promise((resolve) => {
      const timer = setTimeout(() => end({ kind: 'timed-out', limitMs }), limitMs);
      settle = (outcome) => {
        clearTimeout(timer);
        settle = undefined;
        resolve(outcome);
      };
    });
  }

  return {
    loaded: next(LOAD_TIMEOUT_MS).then(toLoadOutcome),
    async plan(request) {
      const answer = next(limits.planningTimeoutMs);
      worker.postMessage(request);
      return toPlanOutcome(await answer);
    },
    isOver: () => over !== undefined,
    async stop() {
      await worker.terminate();
    },
  };
}

function toLoadOutcome(message: PlanningMessage | ThreadFailure): LoadOutcome {
  switch (message.kind) {
    case 'planned':
    case 'threw':
      throw new Error('a planning thread answered before it was asked');
    default:
      return message;
  }
}

function toPlanOutcome(message: PlanningMessage | ThreadFailure): PlanOutcome {
  switch (message.kind) {
    case 'ready':
    case 'rejected':
      throw new Error('a planning thread was loaded twice');
    default:
      return message;
  }
}

const failedBy = (error: unknown, limitMiB: number): ThreadFailure =>
  isOutOfMemory(error)
    ? { kind: 'out-of-memory', limitMiB }
    : { kind: 'crashed', detail: String((error as { stack?: unknown } | null)?.stack ?? error) };

/** By its code: the error may come from another realm than ours. */
const isOutOfMemory = (error: unknown): boolean =>
  (error as { code?: unknown } | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY';
