import type { Planning, StartPlanning } from '../../../gateway/src/planning/planning.js';

type Outcome = ReturnType<Planning['plan']>;

/** One planner for all witnesses of a graph, and one plan for all that ask the same: their answers differ by nothing else. */
export function sharedPlanning(start: StartPlanning): StartPlanning {
  let started: Promise<Planning> | undefined;
  const plans = new Map<string, Outcome>();
  return async (sdl) => {
    const planning = await (started ??= start(sdl));
    return {
      ...planning,
      plan(source, operationName, activeLabels = []) {
        const key = JSON.stringify([operationName, activeLabels, source]);
        const known = plans.get(key);
        if (known) return known;
        if (plans.size >= PLANS_MAX) plans.clear();
        const outcome = planning.plan(source, operationName, activeLabels);
        plans.set(key, outcome);
        return outcome;
      },
      close: () => Promise.resolve(),
    };
  };
}

const PLANS_MAX = 20;
