import { ProcessError, type Logger } from '@kontor/http';
import type { ErrorCode } from '@kontor/protocol';
import type { Acceptor } from './acceptor.js';
import type { Coordinator } from './coordinator.js';
import type { FromWorker, GatewayFacts, WorkerConfig } from './messages.js';
import type { PlanStore } from './plan-store.js';
import { DEFAULT_REPLACE_LIMITS, replacementFor } from './replace-policy.js';
import { startWorkerProcess, type WorkerProcess } from './worker-process.js';

export interface CrewParts {
  readonly count: number;
  readonly config: WorkerConfig;
  readonly facts: () => GatewayFacts;
  readonly coordinator: Coordinator;
  readonly acceptor: Acceptor;
  readonly plans: PlanStore | undefined;
  readonly log: Logger;
}

/**
 * The workers. Each of them:
 *
 *   starting ─> joining (the current supergraph) ─> serving ─SIGTERM or drain─> leaving ─> ended ─> replaced
 *       └───────────────────┴──────────────────────────┴──────────death────────────────────┘
 */
export interface Crew {
  /** Throws ProcessError when one of them cannot start. */
  start(): Promise<void>;
  serving(): readonly WorkerProcess[];
  /** All of them; who takes longer than `timeoutMs` and a little is ended. */
  drain(timeoutMs: number): Promise<void>;
}

const START_MS = 60_000;
const AFTER_DRAIN_MS = 3_000;

export function createCrew({ count, config, facts, coordinator, acceptor, plans, log }: CrewParts): Crew {
  const alive = new Set<WorkerProcess>();
  const serving = new Set<WorkerProcess>();
  const leaving = new Set<WorkerProcess>();
  const timers = new Set<NodeJS.Timeout>();
  let deathsMs: number[] = [];
  let draining = false;

  /** From its start until it serves. Throws what kept it from starting. */
  async function bring(number: number): Promise<void> {
    const worker = startWorkerProcess(number);
    alive.add(worker);
    void worker.ended.then((how) => ended(worker, how));
    worker.onMessage((message) => heed(worker, message));
    const begun = worker.hear(startOf, START_MS);
    worker.send({ kind: 'start', number, config, facts: facts() });
    const start = await begun;
    if (start?.kind === 'failed') throw whyNotStarted(start);
    if (!start || !(await coordinator.join(worker)) || worker.isEnded()) return;
    if (draining) {
      worker.send({ kind: 'drain' });
      return;
    }
    serving.add(worker);
    acceptor.add(worker);
    log.info({ worker: number, pid: worker.pid }, 'a worker serves');
  }

  function heed(worker: WorkerProcess, message: FromWorker): void {
    switch (message.kind) {
      case 'taken':
        return acceptor.taken(worker);
      case 'declined':
        return acceptor.declined(worker);
      case 'ended':
        return acceptor.ended(worker, message.connections);
      case 'leaving':
        leaving.add(worker);
        serving.delete(worker);
        return acceptor.leaving(worker);
      case 'plan': {
        const { ask, id, ...wanted } = message;
        void plans?.plan(id, wanted).then((outcome) => worker.send({ kind: 'planned', ask, outcome }));
        return;
      }
      default:
        return;
    }
  }

  function ended(worker: WorkerProcess, how: string): void {
    const hasLeft = leaving.delete(worker);
    serving.delete(worker);
    alive.delete(worker);
    acceptor.remove(worker);
    if (draining) return;
    if (hasLeft) {
      log.info({ worker: worker.number, pid: worker.pid }, 'a worker has left and is replaced');
      replaceAfter(0, worker.number);
      return;
    }
    const now = performance.now();
    deathsMs = [...deathsMs.filter((at) => now - at < DEFAULT_REPLACE_LIMITS.windowMs), now];
    const replacement = replacementFor(deathsMs, serving.size > 0);
    const lost = { worker: worker.number, pid: worker.pid, how };
    switch (replacement.kind) {
      case 'give-up':
        throw nobodyLives(deathsMs.length, how);
      case 'after':
        log.error({ ...lost, replacedAfterMs: replacement.delayMs }, 'a worker died and is replaced');
        replaceAfter(replacement.delayMs, worker.number);
    }
  }

  function replaceAfter(delayMs: number, number: number): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      bring(number).catch((error: unknown) =>
        log.error({ err: error, worker: number }, 'a worker did not start'),
      );
    }, delayMs);
    timers.add(timer);
  }

  return {
    async start() {
      await Promise.all(Array.from({ length: count }, (_, index) => bring(index + 1)));
    },
    serving: () => [...serving],
    async drain(timeoutMs) {
      draining = true;
      for (const timer of timers) clearTimeout(timer);
      const all = [...alive];
      for (const worker of all) worker.send({ kind: 'drain' });
      const late = setTimeout(() => all.forEach((worker) => worker.kill()), timeoutMs + AFTER_DRAIN_MS);
      await Promise.all(all.map(({ ended: end }) => end));
      clearTimeout(late);
    },
  };
}

type Start = { readonly kind: 'started' } | Extract<FromWorker, { kind: 'failed' }>;

const startOf = (message: FromWorker): Start | undefined =>
  message.kind === 'started' || message.kind === 'failed' ? message : undefined;

const whyNotStarted = ({ code, message }: { code: ErrorCode | undefined; message: string }): Error =>
  code === undefined ? new Error(message) : new ProcessError(code, message);

/** None of them can live: the process is of no use. */
const nobodyLives = (deaths: number, how: string): ProcessError =>
  new ProcessError(
    'GATEWAY_WORKERS_FAILED',
    `No worker of the gateway lives: ${deaths} ended within ${DEFAULT_REPLACE_LIMITS.windowMs / 1_000} seconds, the last one with ${how}.`,
  );
