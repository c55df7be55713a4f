import { SupergraphRejected, type HotOperation } from '../engine/engine.js';
import { hottestOf } from '../supergraph/hot-operations.js';
import type { WarmUpLimits } from '../supergraph/receive.js';
import type { ReceiveSupergraph, SupergraphOffer, SupergraphVerdict } from '../supergraph/source.js';
import { verifySupergraph } from '../supergraph/verify.js';
import type { FromWorker, WorkerOffer } from './messages.js';
import type { PlanStore } from './plan-store.js';
import type { WorkerProcess } from './worker-process.js';

export interface CoordinatorParts {
  /** Undefined: the engine plans in each worker. */
  readonly plans: PlanStore | undefined;
  readonly limits: WarmUpLimits & { readonly supergraphBytesMax: number };
  readonly onHint: (offer: SupergraphOffer, hint: string) => void;
  readonly onDefect: (offer: SupergraphOffer, error: unknown) => void;
  readonly onVerdict: (offer: SupergraphOffer, verdict: SupergraphVerdict, tookMs: number) => void;
}

/**
 * One supergraph for all workers. A new one is prepared everywhere before it serves anywhere:
 *
 *   verify ─> planner ─> prepare in each worker ─all ready─> commit, to all in one turn
 *                                 └──one cannot──> nobody takes it; refused
 *
 * Offers, and workers that join, take turns: a worker that joins has the current supergraph and its hot plans before it
 * gets its first connection, and takes part in every later swap. One that does not keep up is ended: it must not go on
 * with an old supergraph. So on one connection, which is one worker's, nothing old comes after something new; on
 * two connections it may, for as long as the message to commit is on its way.
 */
export interface Coordinator {
  readonly offer: ReceiveSupergraph;
  /** False: it ended, or had to be. */
  join(worker: WorkerProcess): Promise<boolean>;
  currentHash(): string | undefined;
}

const TRAFFIC_MS = 20_000;
/** Beside the time for warming up. */
const PREPARE_MS = 60_000;
const COMMIT_MS = 10_000;

export function createCoordinator(parts: CoordinatorParts): Coordinator {
  const { plans, limits } = parts;
  const members = new Set<WorkerProcess>();
  let current: SupergraphOffer | undefined;
  let currentId: number | undefined;
  let currentPlanned: WorkerOffer['planned'];
  let idsSoFar = 0;
  let last: Promise<unknown> = Promise.resolve();
  /** Who may still ask for plans of a supergraph. */
  const users = new Map<number, Set<WorkerProcess>>();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  }

  async function hottest(): Promise<HotOperation[]> {
    const { operationsMax, trafficShare } = limits;
    const counted = await Promise.all(
      [...members].map((worker) => {
        const heard = worker.hear(trafficOf, TRAFFIC_MS);
        worker.send({ kind: 'traffic', operationsMax });
        return heard;
      }),
    );
    return hottestOf(
      counted.filter((traffic) => traffic !== undefined),
      trafficShare,
      operationsMax,
    );
  }

  async function prepare(worker: WorkerProcess, offer: WorkerOffer): Promise<Prepared> {
    const heard = worker.hear((message) => preparedOf(message, offer.id), PREPARE_MS + limits.warmUpMs);
    users.get(offer.id)?.add(worker);
    worker.send({ kind: 'prepare', offer });
    return (await heard) ?? GONE;
  }

  /** Does it serve it now? What does not is ended. */
  async function commit(worker: WorkerProcess, id: number): Promise<boolean> {
    const heard = worker.hear((message) => verdictOf(message, id), COMMIT_MS);
    worker.send({ kind: 'decide', id, commit: true });
    const verdict = await heard;
    if (verdict?.kind === 'serving') return true;
    worker.kill();
    return false;
  }

  /** Ends planning for a supergraph that nobody uses any more. */
  function release(id: number, worker: WorkerProcess): void {
    const left = users.get(id);
    left?.delete(worker);
    if (left?.size === 0 && id !== currentId) forget(id);
  }

  function forget(id: number): void {
    users.delete(id);
    void plans?.close(id);
  }

  async function decide(offer: SupergraphOffer): Promise<SupergraphVerdict> {
    if (current?.hash === offer.hash) return { kind: 'unchanged' };
    const verified = verifySupergraph(offer, { bytesMax: limits.supergraphBytesMax });
    if (verified.kind === 'refused') return verified;
    for (const hint of verified.hints) parts.onHint(offer, hint);

    const id = ++idsSoFar;
    const planned = await plans?.open(id, offer.sdl);
    users.set(id, new Set());
    const { sdl, hash, origin } = offer;
    const all = [...members];
    const asked: WorkerOffer = { id, sdl, hash, origin, hot: await hottest(), planned };
    const answers = await Promise.all(all.map((worker) => prepare(worker, asked)));
    const refusal = answers.find(({ kind }) => kind === 'refused') as
      Extract<Prepared, { kind: 'refused' }> | undefined;
    const ready = all.filter((worker, index) => answers[index]?.kind === 'ready' && !worker.isEnded());
    if (refusal || (ready.length === 0 && all.length > 0)) {
      for (const worker of ready) worker.send({ kind: 'decide', id, commit: false });
      forget(id);
      return refusal?.verdict ?? NOBODY_LEFT;
    }
    const before = currentId;
    current = offer;
    currentId = id;
    currentPlanned = planned;
    await Promise.all(ready.map((worker) => commit(worker, id)));
    if (before !== undefined && (users.get(before)?.size ?? 0) === 0) forget(before);
    return { kind: 'serving' };
  }

  /** The current supergraph for one more worker. */
  async function admit(worker: WorkerProcess): Promise<boolean> {
    if (worker.isEnded()) return false;
    if (current && currentId !== undefined) {
      const { sdl, hash, origin } = current;
      const hot = await hottest();
      const offer: WorkerOffer = { id: currentId, sdl, hash, origin, hot, planned: currentPlanned };
      const answer = await prepare(worker, offer);
      if (answer.kind === 'refused') worker.kill();
      if (answer.kind !== 'ready' || !(await commit(worker, currentId))) return false;
    }
    members.add(worker);
    return true;
  }

  return {
    currentHash: () => current?.hash,
    offer: (offer) =>
      inTurn(async () => {
        const startedAtMs = performance.now();
        const verdict = await decide(offer).catch((error: unknown): SupergraphVerdict => {
          if (error instanceof SupergraphRejected)
            return { kind: 'refused', code: 'SUPERGRAPH_INVALID', message: error.message };
          parts.onDefect(offer, error);
          return DEFECT;
        });
        parts.onVerdict(offer, verdict, performance.now() - startedAtMs);
        return verdict;
      }),
    join(worker) {
      worker.onMessage((message) => {
        if (message.kind === 'disposed') release(message.id, worker);
        if (message.kind === 'leaving') members.delete(worker);
      });
      void worker.ended.then(() => {
        members.delete(worker);
        for (const id of [...users.keys()]) if (users.get(id)?.has(worker)) release(id, worker);
      });
      return inTurn(() => admit(worker));
    },
  };
}

type Prepared =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly verdict: SupergraphVerdict }
  | { readonly kind: 'gone' };

const GONE: Prepared = { kind: 'gone' };

const DEFECT: SupergraphVerdict = {
  kind: 'refused',
  code: 'INTERNAL_ERROR',
  message: 'It could not be loaded by a defect of the gateway.',
};

const NOBODY_LEFT: SupergraphVerdict = {
  kind: 'refused',
  code: 'INTERNAL_ERROR',
  message: 'Every worker ended while it loaded it.',
};

const trafficOf = (message: FromWorker) => (message.kind === 'traffic' ? message.traffic : undefined);

const verdictOf = (message: FromWorker, id: number): SupergraphVerdict | undefined =>
  message.kind === 'verdict' && message.id === id ? message.verdict : undefined;

function preparedOf(message: FromWorker, id: number): Prepared | undefined {
  if (message.kind === 'prepared' && message.id === id) return { kind: 'ready' };
  const verdict = verdictOf(message, id);
  return verdict && { kind: 'refused', verdict };
}
