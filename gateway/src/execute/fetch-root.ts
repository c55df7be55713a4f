import type { SubgraphAnswer, SubgraphFetch } from '../engine/engine.js';
import type { Entity, FetchStep, RootStep, Target } from '../plan/program.js';
import { applyRewrites } from '../plan/rewrites.js';
import { createFetch } from './create-fetch.js';
import { noteUnfit } from './note-unfit.js';
import { pathsOfTargets } from './paths-of-targets.js';
import type { Run } from './run-program.js';

/** Undefined: there is no object that the answer could belong to. */
export function prepareRoot(step: FetchStep, { places }: RootStep, run: Run): SubgraphFetch | undefined {
  const isForRoot = places.paths.every((path) => path.length === 0);
  if (!isForRoot && targetsOf(places, run).length === 0) return undefined;
  return createFetch(step.request, run.request.variables, '');
}

export function takeRoot(
  { places, merge, claim, isOwn, outputRewrites }: RootStep,
  answer: SubgraphAnswer,
  subgraph: string,
  run: Run,
): void {
  const { troubles, tree } = run;
  if (answer.kind === 'failed') return troubles.failed(answer.error, places);
  for (const error of answer.errors) {
    const { path } = error;
    // A place that nobody asked for says nothing of where it failed.
    if (!path || !places.names.includes(String(path[0]))) troubles.failed(error, places);
    else
      for (const starts of pathsOfTargets(tree, places.paths).values())
        for (const start of starts) troubles.located(error, [...start, ...path]);
  }
  if (!answer.data) return;
  let data: Entity = answer.data;
  // See takeEntities.
  if (!answer.shared) answer.data = null;
  if (outputRewrites.length > 0) {
    if (answer.shared) data = structuredClone(data);
    applyRewrites(outputRewrites, data, run.isOfType);
  } else if (answer.shared) data = claim(data);
  const unfit = targetsOf(places, run).filter(
    (target, index) => !merge(target, isOwn && index > 0 ? structuredClone(data) : data),
  );
  if (unfit.length > 0) noteUnfit(new Set(unfit), places, subgraph, run);
}

function targetsOf({ collect }: RootStep['places'], { tree }: Run): readonly Target[] {
  const targets: Target[] = [];
  collect(tree, targets);
  return targets;
}
