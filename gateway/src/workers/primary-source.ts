import type { Planning, PlanOutcome, StartPlanning } from '../planning/planning.js';
import type { SupergraphSource } from '../supergraph/source.js';
import type { FromWorker, GatewayFacts, WorkerOffer } from './messages.js';

/** The primary, as a worker sees it: where supergraphs come from, and their plans. */
export interface PrimarySource {
  readonly source: SupergraphSource;
  readonly startPlanning: StartPlanning;
  prepare(offer: WorkerOffer): void;
  decide(id: number, commit: boolean): void;
  planned(ask: number, outcome: PlanOutcome): void;
  learn(facts: GatewayFacts): void;
  facts(): GatewayFacts;
}

export function createPrimarySource(
  tell: (message: FromWorker) => void,
  atFirst: GatewayFacts,
): PrimarySource {
  let facts = atFirst;
  let receive: Parameters<SupergraphSource['open']>[0] | undefined;
  /** The primary makes one offer at a time. */
  let preparing: { readonly offer: WorkerOffer; readonly decided: PromiseWithResolvers<boolean> } | undefined;
  let asksSoFar = 0;
  const asked = new Map<number, { readonly id: number; readonly resolve: (outcome: PlanOutcome) => void }>();

  function planningOf({ id, planned }: WorkerOffer): Planning {
    if (!planned) throw new Error('the primary plans for no other engine than ours');
    let closed = false;
    return {
      ...planned,
      plan(source, operationName, activeLabels = []) {
        if (closed) return Promise.resolve({ kind: 'closed' });
        const ask = ++asksSoFar;
        return new Promise((resolve) => {
          asked.set(ask, { id, resolve });
          tell({ kind: 'plan', ask, id, source, operationName, activeLabels });
        });
      },
      close() {
        closed = true;
        for (const [ask, waiting] of asked)
          if (waiting.id === id) {
            asked.delete(ask);
            waiting.resolve({ kind: 'closed' });
          }
        tell({ kind: 'disposed', id });
        return Promise.resolve();
      },
    };
  }

  async function take(offer: WorkerOffer): Promise<void> {
    if (!receive) throw new Error('a supergraph came before the worker could take it');
    const { id, sdl, hash, origin, hot } = offer;
    const decided = Promise.withResolvers<boolean>();
    preparing = { offer, decided };
    const verdict = await receive({
      sdl,
      hash,
      origin,
      hot,
      confirm() {
        tell({ kind: 'prepared', id });
        return decided.promise;
      },
    });
    tell({ kind: 'verdict', id, verdict });
  }

  return {
    source: {
      name: atFirst.source.name,
      open(given) {
        receive = given;
        return Promise.resolve();
      },
      state: () => facts.source,
      close: () => Promise.resolve(),
    },
    startPlanning(sdl) {
      if (preparing?.offer.sdl !== sdl) throw new Error('a supergraph that the primary did not offer');
      return Promise.resolve(planningOf(preparing.offer));
    },
    prepare: (offer) => void take(offer),
    decide(id, commit) {
      if (preparing?.offer.id === id) preparing.decided.resolve(commit);
    },
    planned(ask, outcome) {
      asked.get(ask)?.resolve(outcome);
      asked.delete(ask);
    },
    learn(next) {
      facts = next;
    },
    facts: () => facts,
  };
}
