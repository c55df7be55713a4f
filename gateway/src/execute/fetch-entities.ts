import type { SubgraphAnswer, SubgraphError, SubgraphFetch } from '../engine/engine.js';
import type { EntityStep, EntityStepPart, Places, RequestTemplate, Target } from '../plan/program.js';
import { applyRewrites } from '../plan/rewrites.js';
import { createFetch } from './create-fetch.js';
import { pathsOfTargets } from './paths-of-targets.js';
import type { Run } from './run-program.js';

/** What one request asks for, and where its answers belong. */
export interface EntityQuestion {
  readonly fetch: SubgraphFetch;
  readonly parts: readonly AskedPart[];
}

interface AskedPart {
  readonly part: EntityStepPart;
  /** By the index of the representation: whoever has this one. */
  readonly byIndex: readonly (readonly Target[])[];
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

/** Some entity has not all that a fused part requires, yet what one of those takes that it was fused of. */
const INCOMPLETE: unique symbol = Symbol('incomplete');

function ask(
  request: RequestTemplate,
  parts: readonly EntityStepPart[],
  run: Run,
): EntityQuestion | typeof INCOMPLETE | undefined {
  const asked: AskedPart[] = [];
  let variables = '';
  let count = 0;
  for (const part of parts) {
    const targets: Target[] = [];
    part.places.collect(run.tree, targets);
    // Equal representations are sent once: the answer to one is the answer to all.
    const indexOf = new Map<string, number>();
    const byIndex: Target[][] = [];
    let texts = '';
    for (const target of targets) {
      const text = part.represent(target);
      if (text === undefined) {
        if (part.representSome.some((represent) => represent(target) !== undefined)) return INCOMPLETE;
        continue;
      }
      const known = indexOf.get(text);
      if (known !== undefined) {
        byIndex[known]?.push(target);
        continue;
      }
      indexOf.set(text, byIndex.push([target]) - 1);
      texts += texts === '' ? text : `,${text}`;
    }
    count += byIndex.length;
    variables += `${variables === '' ? '' : ','}${part.variableStart}[${texts}]`;
    asked.push({ part, byIndex });
  }
  if (count === 0) return undefined;
  return { fetch: createFetch(request, run.request.variables, variables), parts: asked };
}

export function takeEntities({ fetch, parts }: EntityQuestion, answer: SubgraphAnswer, run: Run): void {
  const asked = parts.filter(({ byIndex }) => byIndex.length > 0);
  if (answer.kind === 'failed') {
    for (const one of asked) run.troubles.failed(answer.error, placesAsked(one, run));
    return;
  }
  if (answer.errors.length > 0) noteErrors(answer.errors, asked, run);
  if (!answer.data) return;
  for (const one of asked) {
    const entities = answer.data[one.part.responseName];
    if (Array.isArray(entities) && entities.length === one.byIndex.length) takePart(one, entities, run);
    else if (entities !== null || answer.errors.length === 0)
      run.troubles.failed(notWhatWasAskedFor(fetch.subgraph), placesAsked(one, run));
  }
}

function takePart({ part, byIndex }: AskedPart, entities: readonly unknown[], run: Run): void {
  if (part.outputRewrites.length > 0) applyRewrites(part.outputRewrites, entities, run.isOfType);
  for (let index = 0; index < entities.length; index++) {
    const entity = entities[index];
    if (typeof entity !== 'object' || entity === null) continue;
    for (const target of byIndex[index] ?? []) part.merge(target, entity as Target);
  }
}

/** Only where there was something to ask for. */
function placesAsked({ part, byIndex }: AskedPart, run: Run): Places {
  const asked = new Set(byIndex.flat());
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
    const targets = typeof index === 'number' ? asked[at]?.byIndex[index] : undefined;
    if (targets)
      for (const target of targets)
        for (const path of paths[at]?.get(target) ?? []) run.troubles.located(error, [...path, ...rest]);
    // It is about one of them, or, by what we know, about all.
    else
      for (const one of at === -1 ? asked : asked.slice(at, at + 1))
        run.troubles.failed(error, placesAsked(one, run));
  }
}
