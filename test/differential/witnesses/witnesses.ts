import { createCompiledEngine } from '../../../gateway/src/engine/compiled/compiled-engine.js';
import type { Engine } from '../../../gateway/src/engine/engine.js';
import { planningHere } from '../../../gateway/src/planning/planning-here.js';
import { planningThreads } from '../../../gateway/src/planning/planning-threads.js';
import type { StartPlanning } from '../../../gateway/src/planning/planning.js';
import type { World } from '../world/world.js';
import { canonicalWitness } from './gateway/canonical-witness.js';
import { hotWitness } from './gateway/hot-witness.js';
import { servedWitness } from './gateway/served-witness.js';
import { deferredWitness } from './deferred-witness.js';
import { engineWitness } from './engine-witness.js';
import { plainInterpreter } from './plain-interpreter.js';
import { sharedPlanning } from './shared-planning.js';
import type { Witness } from './witness.js';

export const WITNESS_NAMES = [
  'compiled',
  'deferred',
  'interpreter',
  'served',
  'hot',
  'canonical',
  'stock',
] as const;
export type WitnessName = (typeof WITNESS_NAMES)[number];

export const isWitnessName = (name: string): name is WitnessName =>
  (WITNESS_NAMES as readonly string[]).includes(name);

const PLANNER_LIMITS = { evaluatedPlansMax: 1_000, pathsPerFieldMax: 1_000 };

/** With @defer the planner takes a minute for some small operations: as in service, those are answered at once. */
const THREAD_LIMITS = {
  ...PLANNER_LIMITS,
  planningThreads: 1,
  planningHeapMiB: 1_024,
  planningTimeoutMs: 2_000,
  plansQueuedMax: 10,
};

export const planningInThread: StartPlanning = planningThreads({
  limits: THREAD_LIMITS,
  entry: new URL('../../../gateway/dist/planning/planning-worker.js', import.meta.url),
});

export function createWitnesses(
  names: readonly WitnessName[],
  world: World,
  start: StartPlanning = planningHere(PLANNER_LIMITS),
): Promise<readonly Witness[]> {
  const startPlanning = sharedPlanning(start);
  return Promise.all(names.map((name) => createWitness(name, world, startPlanning)));
}

async function createWitness(
  name: WitnessName,
  world: World,
  startPlanning: StartPlanning,
): Promise<Witness> {
  const compiled = (): Engine =>
    createCompiledEngine({ planCacheMiB: 16, planRefusalMs: 60_000, startPlanning });
  switch (name) {
    case 'compiled':
      return engineWitness(compiled(), world);
    case 'deferred':
      return deferredWitness(compiled(), world);
    case 'interpreter':
      return plainInterpreter(world, startPlanning);
    case 'served':
      return servedWitness(world, compiled());
    case 'hot':
      return hotWitness(world, compiled());
    case 'canonical':
      return canonicalWitness(world, compiled());
    case 'stock': {
      // Heavy, and asked for only at times.
      const { createStockEngine } = await import('../../../gateway/src/engine/stock/stock-engine.js');
      return engineWitness(createStockEngine({ ...PLANNER_LIMITS, planCacheMiB: 16 }), world);
    }
  }
}

/** Of what they hold open. */
export async function closeAll(witnesses: readonly Witness[]): Promise<void> {
  await Promise.all(witnesses.flatMap((witness) => witness.close?.() ?? []));
}
