import { createCompiledEngine } from '../../../gateway/src/engine/compiled/compiled-engine.js';
import { planningHere } from '../../../gateway/src/planning/planning-here.js';
import { createStockEngine } from '../../../gateway/src/engine/stock/stock-engine.js';
import type { World } from '../world/world.js';
import { engineWitness } from './engine-witness.js';
import type { Witness } from './witness.js';

export const WITNESS_NAMES = ['compiled', 'stock'] as const;
export type WitnessName = (typeof WITNESS_NAMES)[number];

export const isWitnessName = (name: string): name is WitnessName =>
  (WITNESS_NAMES as readonly string[]).includes(name);

const PLANNER_LIMITS = { evaluatedPlansMax: 1_000, pathsPerFieldMax: 1_000 };

export const createWitnesses = (names: readonly WitnessName[], world: World): Promise<readonly Witness[]> =>
  Promise.all(names.map((name) => createWitness(name, world)));

function createWitness(name: WitnessName, world: World): Promise<Witness> {
  switch (name) {
    case 'compiled':
      return engineWitness(
        createCompiledEngine({
          planCacheMiB: 16,
          planRefusalMs: 60_000,
          startPlanning: planningHere(PLANNER_LIMITS),
        }),
        world,
      );
    case 'stock':
      return engineWitness(createStockEngine({ ...PLANNER_LIMITS, planCacheMiB: 16 }), world);
  }
}
