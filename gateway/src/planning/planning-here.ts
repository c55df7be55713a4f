import { SupergraphRejected } from '../engine/engine.js';
import { messageOf } from '../message-of.js';
import type { PlannerLimits } from '../plan/planner-limits.js';
import type { StartPlanning } from './planning.js';

/** Plans in this thread: for commands and tests that plan one operation after the other and bear to wait for each. */
export function planningHere(limits: PlannerLimits): StartPlanning {
  return async (supergraphSdl) => {
    const { loadPlanner } = await import('./load-planner.js');
    const planner = (() => {
      try {
        return loadPlanner(supergraphSdl, limits);
      } catch (error) {
        throw new SupergraphRejected(messageOf(error));
      }
    })();
    return {
      standIns: planner.standIns,
      requiredStandIns: planner.requiredStandIns,
      fetchedNames: planner.fetchedNames,
      requirements: planner.requirements,
      plan: (source, operationName, activeLabels = []) =>
        Promise.resolve(planner.answer({ source, operationName, activeLabels })),
      close: () => Promise.resolve(),
    };
  };
}
