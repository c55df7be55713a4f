import type { Places, Target } from '../plan/program.js';
import { pathsOfTargets } from './paths-of-targets.js';
import type { Run } from './run-program.js';

/** Objects that could not be completed: what an answer brought was a list where an object is by now, or the like. */
export function noteUnfit(
  unfit: ReadonlySet<Target>,
  { paths }: Places,
  subgraph: string,
  { tree, troubles }: Run,
): void {
  for (const [target, starts] of pathsOfTargets(tree, paths))
    for (const start of unfit.has(target) ? starts : [])
      troubles.located(
        {
          message:
            'A subgraph answered with a value of another kind than another subgraph did for the same field.',
          extensions: { subgraph, code: 'SUBGRAPH_RESPONSE_INVALID' },
        },
        start,
      );
}
