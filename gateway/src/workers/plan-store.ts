import { LRUCache } from 'lru-cache';
import type { PlanRequest } from '../planning/messages.js';
import type { Planning, PlannedSupergraph, PlanOutcome, StartPlanning } from '../planning/planning.js';

/**
 * The plans of all workers, as text: each operation is planned once for all of them, and once more only when its plan
 * was pushed out by others. Whoever asks for one that is being planned waits for that plan.
 */
export interface PlanStore {
  /** Throws SupergraphRejected for what the planner cannot load. */
  open(id: number, sdl: string): Promise<PlannedSupergraph>;
  plan(id: number, wanted: PlanRequest): Promise<PlanOutcome>;
  close(id: number): Promise<void>;
  closeAll(): Promise<void>;
}

export interface PlanStoreOptions {
  readonly startPlanning: StartPlanning;
  /** Characters of plans and documents kept per supergraph; one character is one byte, nearly always. */
  readonly lengthMax: number;
  /** How long it is remembered that an operation was too much for the planner's time or memory. */
  readonly refusalMs: number;
  readonly onPlanned: (outcome: PlanOutcome, tookMs: number) => void;
}

interface Shelf {
  readonly planning: Planning;
  readonly outcomes: LRUCache<string, PlanOutcome>;
  readonly underWay: Map<string, Promise<PlanOutcome>>;
}

export function createPlanStore({
  startPlanning,
  lengthMax,
  refusalMs,
  onPlanned,
}: PlanStoreOptions): PlanStore {
  const shelves = new Map<number, Shelf>();

  async function planOne({ planning, outcomes, underWay }: Shelf, key: string, wanted: PlanRequest) {
    const startedAtMs = performance.now();
    const outcome = await planning.plan(wanted.source, wanted.operationName, wanted.activeLabels);
    underWay.delete(key);
    onPlanned(outcome, performance.now() - startedAtMs);
    const ttl = rememberMs(outcome, refusalMs);
    // One that is larger than all of the store is not kept: its worker keeps it.
    if (ttl !== 'not at all')
      outcomes.set(key, outcome, { size: key.length + lengthOf(outcome), ...(ttl && { ttl }) });
    return outcome;
  }

  async function close(id: number): Promise<void> {
    const shelf = shelves.get(id);
    shelves.delete(id);
    await shelf?.planning.close();
  }

  return {
    close,
    async open(id, sdl) {
      const planning = await startPlanning(sdl);
      shelves.set(id, { planning, outcomes: new LRUCache({ maxSize: lengthMax }), underWay: new Map() });
      const { standIns, requiredStandIns, fetchedNames, requirements } = planning;
      return { standIns, requiredStandIns, fetchedNames, requirements };
    },
    async plan(id, wanted) {
      const shelf = shelves.get(id);
      if (!shelf) return { kind: 'closed' };
      const key = keyOf(wanted);
      const known = shelf.outcomes.get(key) ?? shelf.underWay.get(key);
      if (known) return known;
      const planned = planOne(shelf, key, wanted);
      shelf.underWay.set(key, planned);
      return planned;
    },
    async closeAll() {
      await Promise.all([...shelves.keys()].map(close));
    },
  };
}

const keyOf = ({ source, operationName, activeLabels }: PlanRequest): string =>
  JSON.stringify([operationName ?? null, activeLabels, source]);

/** Undefined: for good. */
function rememberMs(outcome: PlanOutcome, refusalMs: number): number | undefined | 'not at all' {
  switch (outcome.kind) {
    case 'planned':
    case 'threw':
      return undefined;
    case 'timed-out':
    case 'out-of-memory':
      return refusalMs;
    case 'crashed':
    case 'busy':
    case 'closed':
      return 'not at all';
  }
}

function lengthOf(outcome: PlanOutcome): number {
  switch (outcome.kind) {
    case 'planned':
      return outcome.planJson.length;
    case 'threw':
      return outcome.message.length + outcome.stack.length;
    default:
      return 1;
  }
}
