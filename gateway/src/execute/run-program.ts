import type { EngineRequest, SubgraphAnswer, SubgraphFetch } from '../engine/engine.js';
import type { EntityStep, FetchStep, Program } from '../plan/program.js';
import type { TreeNames } from '../plan/tree-names.js';
import type { IsOfType } from '../plan/type-test.js';
import { prepareEntities, takeEntities } from './fetch-entities.js';
import { prepareInContext } from './fetch-in-context.js';
import { prepareRoot, takeRoot } from './fetch-root.js';
import { createTroubles, type Troubles } from './troubles.js';

export interface RunParts {
  readonly request: EngineRequest;
  /** With defaults, for conditions. */
  readonly coerced: Readonly<Record<string, unknown>>;
  readonly isOfType: IsOfType;
  readonly names: TreeNames;
  readonly signal: AbortSignal;
}

export interface Run extends RunParts {
  /** What subgraphs answered, merged: response names as keys, nothing shaped yet. */
  readonly tree: Record<string, unknown>;
  readonly troubles: Troubles;
  /** Of the program. */
  readonly required: Program['required'];
}

/**
 * The fetches of a program, each as soon as those are done that it waits for. The caller's variables go out as they
 * came. One promise for the whole program, and those of the fetches.
 */
export function runProgram(program: Program, parts: RunParts): Promise<Run> {
  const run: Run = { ...parts, tree: {}, troubles: createTroubles(parts.names), required: program.required };
  const [only, ...others] = program.fetches;
  if (!only) return Promise.resolve(run);
  if (others.length === 0) return runAlone(only, run);
  return new Promise((resolve, reject) => runBlocks(program, [run], () => resolve(run), reject));
}

function runAlone(step: FetchStep, run: Run): Promise<Run> {
  const sent = prepare(step, run);
  if (!sent) return Promise.resolve(run);
  return send(sent.fetch, run).then((answer) => {
    sent.take(answer);
    return run;
  });
}

/** A run for each block, all with one tree; `onDone` hears of each block whose fetches are done. */
export function runBlocks(
  { fetches }: Program,
  runs: readonly Run[],
  onDone: (block: number) => void,
  onDefect: (error: unknown) => void,
): void {
  const waitsFor = fetches.map((step) => step.waitsFor);
  const left = runs.map((_, block) => fetches.filter((step) => step.block === block).length);
  const done = (step: FetchStep): void => {
    const remaining = (left[step.block] ?? 0) - 1;
    left[step.block] = remaining;
    if (remaining === 0) onDone(step.block);
    for (const index of step.awaitedBy) {
      const waits = (waitsFor[index] ?? 0) - 1;
      waitsFor[index] = waits;
      const next = fetches[index];
      if (waits === 0 && next) start(next);
    }
  };
  const start = (step: FetchStep): void => {
    const run = runs[step.block];
    if (!run) throw new Error('a fetch of a block that is not run');
    if (step.context.length > 0) return startInContext(step, run);
    const sent = prepare(step, run);
    if (!sent) return done(step);
    send(sent.fetch, run).then((answer) => {
      try {
        sent.take(answer);
        done(step);
      } catch (error) {
        onDefect(error);
      }
    }, onDefect);
  };
  const startInContext = (step: FetchStep, run: Run): void => {
    const questions = isLeftOut(step, run) ? [] : prepareInContext(step, entityStepOf(step), run);
    if (questions.length === 0) return done(step);
    const answers = questions.map(async (question) =>
      takeEntities(question, await send(question.fetch, run), run),
    );
    Promise.all(answers)
      .then(() => done(step))
      .catch(onDefect);
  };
  left.forEach((count, block) => {
    if (count === 0) onDone(block);
  });
  for (const step of fetches) if (step.waitsFor === 0) start(step);
}

const send = (fetch: SubgraphFetch, { request, signal }: Run): Promise<SubgraphAnswer> =>
  request.fetchSubgraph(fetch, signal);

interface Sent {
  readonly fetch: SubgraphFetch;
  take(answer: SubgraphAnswer): void;
}

function isLeftOut({ conditions }: FetchStep, { coerced }: Run): boolean {
  for (const { variable, value } of conditions) if ((coerced[variable] === true) !== value) return true;
  return false;
}

function entityStepOf({ content }: FetchStep): EntityStep {
  if (content.kind !== 'entities') throw new Error('a fetch in a context that is not for entities');
  return content;
}

/** Undefined: there is nothing to fetch. */
function prepare(step: FetchStep, run: Run): Sent | undefined {
  if (isLeftOut(step, run)) return undefined;
  const { content } = step;
  switch (content.kind) {
    case 'root': {
      const fetch = prepareRoot(step, content, run);
      return fetch && { fetch, take: (answer) => takeRoot(content, answer, fetch.subgraph, run) };
    }
    case 'entities': {
      const question = prepareEntities(step.request, content, run);
      return question && { fetch: question.fetch, take: (answer) => takeEntities(question, answer, run) };
    }
  }
}
