import type { OperationDefinitionNode } from 'graphql';
import { completeTree } from '../../execute/complete.js';
import { IRREGULAR } from '../../execute/compile-shape.js';
import type { Run } from '../../execute/run-program.js';
import { toldErrors } from '../../execute/told-errors.js';
import type { EngineResult } from '../engine.js';
import type { Shaping } from './operation.js';

/** What was fetched, as the client asked for it. */
export function answerOf(
  { selectionSet }: OperationDefinitionNode,
  { shape, selected, root }: Shaping,
  run: Pick<Run, 'tree' | 'troubles' | 'required' | 'names'>,
): EngineResult {
  const { tree, troubles } = run;
  const errors = toldErrors(run, { selected, root, set: selectionSet });
  const data = shape(tree);
  if (data !== IRREGULAR) return { kind: 'object', data, errors };
  const completed = completeTree(selected, root, selectionSet, tree, (path) => troubles.explains(path));
  return { kind: 'object', data: completed.data, errors: [...errors, ...completed.errors] };
}
