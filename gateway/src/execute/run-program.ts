import type { GraphQLError } from 'graphql';
import { gatewayError } from '../gateway-error.js';
import type { EngineRequest, SubgraphAnswer, SubgraphFetch } from '../engine/engine.js';
import type { FetchStep, Step } from '../plan/program.js';
import { applyRewrites } from '../plan/rewrites.js';
import type { IsOfType } from '../plan/type-test.js';
import { collectTargets, pathsOfTargets, type Target } from './targets.js';
import { createTroubles, type Troubles } from './troubles.js';

export interface Run {
  /** What subgraphs answered, merged: response names as keys, nothing shaped yet. */
  readonly tree: Record<string, unknown>;
  readonly troubles: Troubles;
}

export interface RunParts {
  readonly request: EngineRequest;
  /** With defaults, for conditions. */
  readonly coerced: Readonly<Record<string, unknown>>;
  readonly isOfType: IsOfType;
  readonly signal: AbortSignal;
}

/** The fetches of a program, in their order. The caller's variables go out as they came. */
export async function runProgram(step: Step | undefined, parts: RunParts): Promise<Run> {
  const run: Run = { tree: {}, troubles: createTroubles() };
  if (step) await runStep(step, run, parts);
  return run;
}

async function runStep(step: Step, run: Run, parts: RunParts): Promise<void> {
  switch (step.kind) {
    case 'sequence':
      for (const inner of step.steps) await runStep(inner, run, parts);
      return;
    case 'parallel':
      await Promise.all(step.steps.map((inner) => runStep(inner, run, parts)));
      return;
    case 'condition': {
      const chosen = parts.coerced[step.variable] === true ? step.then : step.otherwise;
      if (chosen) await runStep(chosen, run, parts);
      return;
    }
    case 'fetch':
      if (step.represent) await fetchEntities(step, step.represent, run, parts);
      else await fetchRoot(step, run, parts);
  }
}

async function fetchRoot(step: FetchStep, run: Run, parts: RunParts): Promise<void> {
  const answer = await parts.request.fetchSubgraph(createFetch(step, parts.request.variables), parts.signal);
  if (answer.kind === 'failed') {
    const [only, ...others] = step.names;
    run.troubles.failed(
      toError(answer.error, others.length === 0 && only !== undefined ? [only] : undefined),
      step,
    );
    return;
  }
  for (const error of answer.errors) run.troubles.located(toError(error, error.path), step);
  if (!answer.data) return;
  if (step.outputRewrites.length > 0) applyRewrites(step.outputRewrites, answer.data, parts.isOfType);
  merge(run.tree, answer.data, step.names);
}

async function fetchEntities(
  step: FetchStep,
  represent: NonNullable<FetchStep['represent']>,
  run: Run,
  parts: RunParts,
): Promise<void> {
  const targets = collectTargets(run.tree, step.path);
  // Equal representations are sent once: the answer to one is the answer to all.
  const indexOf = new Map<string, number>();
  const byIndex: Target[][] = [];
  for (const target of targets) {
    const text = represent(target);
    if (text === undefined) continue;
    const known = indexOf.get(text);
    if (known !== undefined) byIndex[known]?.push(target);
    else indexOf.set(text, byIndex.push([target]) - 1);
  }
  if (byIndex.length === 0) return;
  const representations = `[${[...indexOf.keys()].join(',')}]`;
  const fetch = createFetch(step, parts.request.variables, representations);
  const answer = await parts.request.fetchSubgraph(fetch, parts.signal);
  if (answer.kind === 'failed') {
    run.troubles.failed(toError(answer.error, listPath(step.path)), step);
    return;
  }
  noteEntityErrors(answer.errors, byIndex, step, run);
  if (!answer.data) return;
  const entities = answer.data['_entities'];
  if (!Array.isArray(entities) || entities.length !== byIndex.length) {
    if (entities === null && answer.errors.length > 0) return;
    const message = 'A subgraph did not answer with the entities that it was asked for.';
    run.troubles.failed(
      gatewayError('SUBGRAPH_RESPONSE_INVALID', message, {
        path: listPath(step.path),
        extensions: { subgraph: step.subgraph },
      }),
      step,
    );
    return;
  }
  if (step.outputRewrites.length > 0) applyRewrites(step.outputRewrites, entities, parts.isOfType);
  entities.forEach((entity: unknown, index) => {
    if (typeof entity !== 'object' || entity === null) return;
    for (const target of byIndex[index] ?? []) merge(target, entity as Target, step.names);
  });
}

type SubgraphErrors = Extract<SubgraphAnswer, { kind: 'answered' }>['errors'];

/** `_entities, 1, reviews` is where the second representation came from, and each place of it. */
function noteEntityErrors(
  errors: SubgraphErrors,
  byIndex: readonly (readonly Target[])[],
  step: FetchStep,
  run: Run,
): void {
  if (errors.length === 0) return;
  const paths = pathsOfTargets(run.tree, step.path);
  for (const error of errors) {
    const [root, index, ...rest] = error.path ?? [];
    const targets = root === '_entities' && typeof index === 'number' ? byIndex[index] : undefined;
    if (!targets) run.troubles.failed(toError(error, listPath(step.path)), step);
    else
      for (const target of targets)
        for (const path of paths.get(target) ?? [])
          run.troubles.located(toError(error, [...path, ...rest]), step);
  }
}

/** '@' is no path of a response: the list is. */
const listPath = (path: readonly string[]): string[] => {
  const list = path.indexOf('@');
  return list === -1 ? [...path] : path.slice(0, list);
};

function toError(
  { message, extensions }: SubgraphErrors[number],
  path: readonly (string | number)[] | undefined,
): GraphQLError {
  const { code, ...others } = extensions;
  return gatewayError(code as Parameters<typeof gatewayError>[0], message, {
    ...(path ? { path: [...path] } : {}),
    extensions: { ...others, code },
  });
}

/** The body is written once, here; `variables` is for who looks at it. */
function createFetch(
  step: FetchStep,
  given: EngineRequest['variables'],
  representations?: string,
): SubgraphFetch {
  const used: string[] = [];
  for (const name of step.variables)
    if (Object.hasOwn(given, name) && given[name] !== undefined)
      used.push(`${JSON.stringify(name)}:${JSON.stringify(given[name])}`);
  if (representations !== undefined) used.push(`"representations":${representations}`);
  const variables = used.join(',');
  return {
    subgraph: step.subgraph,
    url: step.url,
    kind: step.operationKind,
    query: step.query,
    operationName: step.operationName,
    body: `${step.bodyStart}${variables}}}`,
    get variables() {
      return JSON.parse(`{${variables}}`) as Record<string, unknown>;
    },
  };
}

/** What is new is taken as it is; what is there already is completed, never replaced by null. */
function merge(target: Target, source: Readonly<Record<string, unknown>>, names: readonly string[]): void {
  if (target === source) return;
  for (const name of names) {
    if (!Object.hasOwn(source, name)) continue;
    const given = source[name];
    const known = Object.hasOwn(target, name) ? target[name] : undefined;
    // An interface object carries its interface's name until a subgraph knows better.
    if (known === undefined || known === null || (name === '__typename' && typeof given === 'string'))
      define(target, name, given);
    else if (typeof known === 'object') mergeDeep(known, given);
  }
}

function mergeDeep(known: object, given: unknown): void {
  if (typeof given !== 'object' || given === null || known === given) return;
  if (Array.isArray(known)) {
    if (Array.isArray(given) && given.length === known.length)
      for (let i = 0; i < known.length; i++) {
        const element: unknown = known[i];
        if (element === null) known[i] = given[i];
        else if (typeof element === 'object') mergeDeep(element as object, given[i]);
      }
    return;
  }
  if (!Array.isArray(given)) merge(known as Target, given as Target, Object.keys(given));
}

function define(target: Target, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}
