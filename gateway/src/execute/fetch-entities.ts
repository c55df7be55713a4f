import type { SubgraphAnswer, SubgraphError, SubgraphFetch } from '../engine/engine.js';
import type { EntityStep, EntityStepPart, Places, RequestTemplate, Target } from '../plan/program.js';
import { applyRewrites } from '../plan/rewrites.js';
import { createFetch } from './create-fetch.js';
import { noteLacks } from './note-lacks.js';
import { noteUnfit } from './note-unfit.js';
import { pathsOfTargets } from './paths-of-targets.js';
import { INCOMPLETE, representEntities, type Lacking, type Representations } from './represent-entities.js';
import type { Run } from './run-program.js';

/** What one request asks for, and where its answers belong. */
export interface EntityQuestion {
  readonly fetch: SubgraphFetch;
  readonly parts: readonly AskedPart[];
}

interface AskedPart extends Omit<Representations, 'text' | 'lacking'> {
  readonly part: EntityStepPart;
}

/** Undefined: there is no entity to ask for. */
export function prepareEntities(
  request: RequestTemplate,
  step: EntityStep,
  run: Run,
): EntityQuestion | undefined {
  const whole = ask(request, step.parts, run);
  if (whole !== INCOMPLETE) return whole;
  const apart = step.apart && ask(step.apart.request, step.apart.parts, run);
  if (apart === INCOMPLETE) throw new Error('a part of nothing else is incomplete');
  return apart;
}

function ask(
  request: RequestTemplate,
  parts: readonly EntityStepPart[],
  run: Run,
): EntityQuestion | typeof INCOMPLETE | undefined {
  const asked: AskedPart[] = [];
  const lacks: (readonly Lacking[])[] = [];
  let variables = '';
  let count = 0;
  for (const part of parts) {
    const targets: Target[] = [];
    part.places.collect(run.tree, targets);
    const represented = representEntities(part, targets);
    if (represented === INCOMPLETE) return INCOMPLETE;
    count += represented.count;
    variables += `${variables === '' ? '' : ','}${part.variableStart}[${represented.text}]`;
    // The text stays behind: the body holds it, too.
    const { indexes, count: asks, lacking } = represented;
    lacks.push(lacking);
    asked.push({ part, targets, indexes, count: asks });
  }
  lacks.forEach((lacking, index) =>
    noteLacks(parts[index] as EntityStepPart, lacking, request.subgraph, run),
  );
  if (count === 0) return undefined;
  return { fetch: createFetch(request, run.request.variables, variables), parts: asked };
}

export function takeEntities({ fetch, parts }: EntityQuestion, answer: SubgraphAnswer, run: Run): void {
  const asked = parts.filter(({ count }) => count > 0);
  if (answer.kind === 'failed') {
    for (const one of asked) run.troubles.failed(answer.error, placesAsked(one, run));
    return;
  }
  if (answer.errors.length > 0) noteErrors(answer.errors, asked, run);
  const { data, shared } = answer;
  if (!data) return;
  // The promise that brought the answer may be old garbage by now: what hangs on it would live on as long.
  if (!shared) answer.data = null;
  for (const one of asked) {
    const entities = data[one.part.responseName];
    if (Array.isArray(entities) && entities.length === one.count)
      takePart(one, shared ? ownEntities(one.part, entities) : entities, fetch.subgraph, run);
    else if (entities !== null || answer.errors.length === 0)
      run.troubles.failed(notWhatWasAskedFor(fetch.subgraph), placesAsked(one, run));
  }
}

function takePart(
  { part, targets, indexes }: AskedPart,
  entities: readonly unknown[],
  subgraph: string,
  run: Run,
): void {
  if (part.outputRewrites.length > 0) applyRewrites(part.outputRewrites, entities, run.isOfType);
  const { merge, isOwn } = part;
  const given = new Set<number>();
  const unfit = new Set<Target>();
  for (let i = 0; i < targets.length; i++) {
    const index = indexes[i] ?? -1;
    const entity = entities[index];
    if (typeof entity !== 'object' || entity === null) continue;
    const isTaken = isOwn && given.has(index);
    if (isOwn) given.add(index);
    const target = targets[i] as Target;
    if (!merge(target, (isTaken ? structuredClone(entity) : entity) as Target)) unfit.add(target);
  }
  if (unfit.size > 0) noteUnfit(unfit, part.places, subgraph, run);
}

function ownEntities(
  { claim, outputRewrites }: EntityStepPart,
  entities: readonly unknown[],
): readonly unknown[] {
  if (outputRewrites.length > 0) return structuredClone(entities);
  return entities.map((entity) =>
    typeof entity === 'object' && entity !== null ? claim(entity as Target) : entity,
  );
}

/** Only where there was something to ask for. */
function placesAsked({ part, targets, indexes }: AskedPart, run: Run): Places {
  const asked = new Set(targets.filter((_, i) => indexes[i] !== -1));
  const paths = part.places.paths.filter((path) =>
    [...pathsOfTargets(run.tree, [path]).keys()].some((target) => asked.has(target)),
  );
  return { ...part.places, paths };
}

const notWhatWasAskedFor = (subgraph: string): SubgraphError => ({
  message: 'A subgraph did not answer with the entities that it was asked for.',
  extensions: { subgraph, code: 'SUBGRAPH_RESPONSE_INVALID' },
});

/** `_entities, 1, reviews` is where the second representation came from, and each place of it. */
function noteErrors(errors: readonly SubgraphError[], asked: readonly AskedPart[], run: Run): void {
  const paths = asked.map(({ part }) => pathsOfTargets(run.tree, part.places.paths));
  for (const error of errors) {
    const [root, index, ...rest] = error.path ?? [];
    const at = asked.findIndex(({ part }) => part.responseName === root);
    const one = at === -1 || typeof index !== 'number' ? undefined : asked[at];
    const targets = new Set(one?.targets.filter((_, i) => one.indexes[i] === index));
    for (const target of targets)
      for (const path of paths[at]?.get(target) ?? []) run.troubles.located(error, [...path, ...rest]);
    // Else it is about one part or, by what we know, about all.
    if (targets.size === 0)
      for (const about of at === -1 ? asked : asked.slice(at, at + 1))
        run.troubles.failed(error, placesAsked(about, run));
  }
}
