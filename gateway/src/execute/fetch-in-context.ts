import type { ContextRead } from '../plan/fetch-graph.js';
import type { EntityStep, FetchStep, Target } from '../plan/program.js';
import type { IsOfType } from '../plan/type-test.js';
import { createFetch } from './create-fetch.js';
import type { EntityQuestion } from './fetch-entities.js';
import { noteLacks } from './note-lacks.js';
import { INCOMPLETE, representEntities } from './represent-entities.js';
import type { Run } from './run-program.js';

/**
 * Entities whose fields take values from above them (`@fromContext`): a request has one value per variable, so entities
 * go together that find the same values above, and others apart.
 *
 *   shops: [ { currency: "EUR", products: [p1, p2] }, { currency: "USD", products: [p1] } ]
 *     -> { c: "EUR", representations: [p1, p2] }, { c: "USD", representations: [p1] }
 */
export function prepareInContext(
  { request, context }: FetchStep,
  { parts }: EntityStep,
  run: Run,
): readonly EntityQuestion[] {
  const [part, ...others] = parts;
  if (!part || others.length > 0) throw new Error('a fetch in a context that was joined with another');
  const groups = new Map<string, { values: Target; targets: Target[] }>();
  const collect = (lineage: readonly Target[]): void => {
    const values = valuesFor(context, lineage, run.isOfType);
    const key = JSON.stringify(values);
    const group = groups.get(key) ?? { values, targets: [] };
    groups.set(key, group);
    const target = lineage.at(-1);
    if (target) group.targets.push(target);
  };
  for (const path of part.places.paths) walk(run.tree, path, 0, [run.tree], collect);

  return [...groups.values()].flatMap(({ values, targets }) => {
    const represented = representEntities(part, targets);
    if (represented === INCOMPLETE) throw new Error('a part of nothing else is incomplete');
    noteLacks(part, represented.lacking, request.subgraph, run);
    if (represented.count === 0) return [];
    const variables = `${part.variableStart}[${represented.text}]`;
    const fetch = createFetch(request, { ...run.request.variables, ...values }, variables);
    return [{ fetch, parts: [{ part, ...represented }] }];
  });
}

/** From the root to the entity: the objects on the way. */
function walk(
  value: unknown,
  path: readonly string[],
  at: number,
  lineage: readonly Target[],
  found: (lineage: readonly Target[]) => void,
): void {
  const step = path[at];
  if (step === undefined) {
    if (!Array.isArray(value)) found(lineage);
  } else if (step === '@') {
    if (Array.isArray(value)) for (const element of value) descend(element, path, at, lineage, found);
  } else if (Object.hasOwn(value as object, step)) descend((value as Target)[step], path, at, lineage, found);
}

function descend(
  value: unknown,
  path: readonly string[],
  at: number,
  lineage: readonly Target[],
  found: (lineage: readonly Target[]) => void,
): void {
  if (typeof value !== 'object' || value === null) return;
  walk(value, path, at + 1, Array.isArray(value) ? lineage : [...lineage, value as Target], found);
}

/** Several reads may be for one variable, one per type that sets the context: the first that finds something counts. */
function valuesFor(reads: readonly ContextRead[], lineage: readonly Target[], isOfType: IsOfType): Target {
  const values: Target = {};
  for (const { variable, up, path } of reads) {
    if (Object.hasOwn(values, variable)) continue;
    const value = readPath(lineage.at(-1 - up), path, isOfType);
    if (value !== undefined) values[variable] = value;
  }
  return values;
}

const FRAGMENT = '... on ';

function readPath(value: unknown, path: readonly string[], isOfType: IsOfType): unknown {
  const [step, ...rest] = path;
  if (step === undefined || value === undefined || value === null) return value;
  if (Array.isArray(value)) return value.map((element: unknown) => readPath(element, path, isOfType) ?? null);
  if (typeof value !== 'object') return undefined;
  if (step.startsWith(FRAGMENT)) {
    const { __typename: typename } = value as Target;
    const applies = typeof typename === 'string' && isOfType(typename, step.slice(FRAGMENT.length));
    return applies ? readPath(value, rest, isOfType) : undefined;
  }
  return Object.hasOwn(value, step) ? readPath((value as Target)[step], rest, isOfType) : undefined;
}
