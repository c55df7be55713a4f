import { SupergraphRejected } from '../engine/engine.js';
import type { PlanRequest } from './messages.js';
import { startPlanningThread, type LoadOutcome, type PlanningThread } from './planning-thread.js';
import type { Planning, PlanningLimits, PlanOutcome, StartPlanning } from './planning.js';

export interface PlanningThreadsOptions {
  readonly limits: PlanningLimits;
  /** Of the worker; for tests. */
  readonly entry?: URL;
}

interface Job {
  readonly request: PlanRequest;
  readonly resolve: (outcome: PlanOutcome) => void;
}

const DEFAULT_ENTRY = new URL('./planning-worker.js', import.meta.url);

/**
 * Plans in threads of the supergraph's own, so that no plan holds up a request that needs none, and none takes the
 * process with it. A thread that goes over a limit is thrown away, with the plan it was at; the others that wait get the
 * thread that takes its place.
 */
export function planningThreads({ limits, entry = DEFAULT_ENTRY }: PlanningThreadsOptions): StartPlanning {
  const { evaluatedPlansMax, pathsPerFieldMax } = limits;
  return async (supergraphSdl) => {
    const start = (): PlanningThread =>
      startPlanningThread(entry, { supergraphSdl, limits: { evaluatedPlansMax, pathsPerFieldMax } }, limits);
    const first = start();
    const loaded = await first.loaded;
    if (loaded.kind === 'ready') return createPool(first, start, loaded, limits);
    await first.stop();
    throw new SupergraphRejected(whyNotLoaded(loaded));
  };
}

function createPool(
  first: PlanningThread,
  start: () => PlanningThread,
  { standIns, requiredStandIns, fetchedNames, requirements }: Extract<LoadOutcome, { kind: 'ready' }>,
  limits: PlanningLimits,
): Planning {
  const idle: PlanningThread[] = [first];
  /** Loading and busy ones, too. */
  const threads = new Set<PlanningThread>(idle);
  const waiting: Job[] = [];
  const running = new Set<Job>();
  let closed = false;

  /** One more, as long as there are fewer than allowed; it takes up what waits as soon as it is loaded. */
  function grow(): void {
    if (closed || threads.size >= limits.planningThreads) return;
    const thread = start();
    threads.add(thread);
    void thread.loaded.then(async (outcome) => {
      if (outcome.kind === 'ready') {
        idle.push(thread);
        work();
        return;
      }
      await discard(thread);
      // The supergraph was loaded before: the machine is to blame. What waits is told, the next plan tries again.
      if (threads.size === 0)
        for (const { resolve } of waiting.splice(0))
          resolve({ kind: 'crashed', detail: `a planning thread did not start: ${whyNotLoaded(outcome)}` });
    });
  }

  function work(): void {
    while (waiting.length > 0) {
      const thread = idle.pop();
      if (!thread) return grow();
      const job = thread.isOver() ? undefined : waiting.shift();
      if (job) void run(thread, job);
      else void discard(thread);
    }
  }

  async function run(thread: PlanningThread, job: Job): Promise<void> {
    running.add(job);
    const outcome = await thread.plan(job.request);
    running.delete(job);
    job.resolve(closed ? { kind: 'closed' } : outcome);
    if (thread.isOver()) {
      await discard(thread);
      // Not with the next operation: it would wait for the supergraph to be read.
      grow();
    } else idle.push(thread);
    work();
  }

  async function discard(thread: PlanningThread): Promise<void> {
    threads.delete(thread);
    await thread.stop();
  }

  return {
    standIns,
    requiredStandIns,
    fetchedNames,
    requirements,
    plan(source, operationName, activeLabels = []) {
      if (closed) return Promise.resolve({ kind: 'closed' });
      if (waiting.length >= limits.plansQueuedMax)
        return Promise.resolve({ kind: 'busy', waitingMax: limits.plansQueuedMax });
      return new Promise((resolve) => {
        waiting.push({ request: { source, operationName, activeLabels }, resolve });
        work();
      });
    },
    async close() {
      closed = true;
      for (const { resolve } of [...waiting.splice(0), ...running]) resolve({ kind: 'closed' });
      await Promise.all([...threads].map((thread) => thread.stop()));
    },
  };
}

function whyNotLoaded(outcome: Exclude<LoadOutcome, { kind: 'ready' }>): string {
  switch (outcome.kind) {
    case 'rejected':
      return outcome.message;
    case 'timed-out':
      return `The query planner did not load it within ${outcome.limitMs} ms.`;
    case 'out-of-memory':
      return `The query planner needs more memory to load it than \`limits.planningHeapMiB\` (${outcome.limitMiB}) allows.`;
    case 'crashed':
      return `The query planner broke down while it loaded it: ${outcome.detail}`;
  }
}
