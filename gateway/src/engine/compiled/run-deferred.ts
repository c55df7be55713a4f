import { GraphQLError, isObjectType, type GraphQLCompositeType } from 'graphql';
import { completeTree } from '../../execute/complete.js';
import { compileShape, IRREGULAR } from '../../execute/compile-shape.js';
import { reconcilePart, type DeliveredPart } from '../../execute/reconcile-part.js';
import { gatewayError } from '../../gateway-error.js';
import { findDeferredParts, type DeferredPart } from '../../execute/deferred-parts.js';
import { introspect } from '../../execute/introspect.js';
import type { ResponsePath } from '../../execute/paths-of-targets.js';
import { runBlocks, type Run, type RunParts } from '../../execute/run-program.js';
import { createStepQueue } from '../../execute/step-queue.js';
import { toldErrors } from '../../execute/told-errors.js';
import { createTroubles } from '../../execute/troubles.js';
import { deferName } from '../../plan/deferred-fragments.js';
import type {
  EngineResult,
  IncrementalPart,
  IncrementalResult,
  IncrementalStep,
  CompletedPart,
} from '../engine.js';
import { answerOf } from './answer.js';
import type { CompiledOperation, Shaping } from './operation.js';

/** A part that the client has been told of. */
interface AnnouncedPart extends DeferredPart {
  readonly announced: IncrementalPart;
  readonly block: number;
}

/**
 * An operation with deferred fragments. Each of the program's blocks is fetched as soon as it can be; a part is answered
 * when its block is done and the object that it belongs to has been.
 *
 *   block 0 done ─> initial answer, and what is pending of its objects ─> … block 1 done ─> those parts, and what is
 *   pending of theirs ─> …
 */
export function runDeferred(
  compiled: CompiledOperation,
  shaping: Shaping,
  parts: RunParts,
  variables: Readonly<Record<string, unknown>>,
): Promise<EngineResult | IncrementalResult> {
  const { program, operation, labels = new Map<string, string | undefined>() } = compiled;
  const { selected, root } = shaping;
  const explained: ResponsePath[] = [];
  const tree: Record<string, unknown> = {};
  const runs = [0, ...program.blocks.map((_, index) => index + 1)].map((): Run => ({
    ...parts,
    tree,
    troubles: createTroubles(parts.names, explained),
    required: program.required,
  }));
  const [initialRun] = runs;
  if (!initialRun) throw new Error('a program without a block');
  const done = new Set<number>();
  let waiting: AnnouncedPart[] = [];
  let count = 0;
  const queue = createStepQueue<IncrementalStep>();
  parts.signal.addEventListener('abort', queue.stop, { once: true });
  const end = (): void => {
    parts.signal.removeEventListener('abort', queue.stop);
    queue.end();
  };

  const announce = (found: readonly DeferredPart[]): readonly IncrementalPart[] =>
    found.map((part) => {
      const name = deferName(part.fragment);
      const announced = { id: String(count++), path: part.path, label: labels.get(name) };
      waiting.push({ ...part, announced, block: program.blocks.indexOf(name) + 1 });
      return announced;
    });

  const errorsOf = (block: number): readonly GraphQLError[] => {
    const run = runs[block];
    return run ? toldErrors(run, { selected, root, set: operation.selectionSet }) : [];
  };

  /** Everything that is ready, and what that makes ready, in one step. */
  const answerParts = (): void => {
    const completed: CompletedPart[] = [];
    const pending: IncrementalPart[] = [];
    for (;;) {
      const ready = waiting.filter(({ block }) => done.has(block));
      if (ready.length === 0) break;
      waiting = waiting.filter(({ block }) => !done.has(block));
      completed.push(...shareErrors(ready, errorsOf, (part) => complete(part)));
      for (const { part, found } of ready.map((one) => ({ part: one, found: nested.get(one) ?? [] })))
        pending.push(...announce(found.map((inner) => ({ ...inner, path: [...part.path, ...inner.path] }))));
    }
    if (completed.length === 0) return;
    queue.put({ pending, completed, hasNext: waiting.length > 0 });
    if (waiting.length === 0) end();
  };

  /** For parts that disagree after an error; without one they do not. */
  const delivered: DeliveredPart[] = [];
  let isTroubled = false;
  const reconciled = (
    { data, errors }: ReturnType<typeof completeTree>,
    path: ResponsePath,
  ): ReturnType<typeof completeTree> => {
    isTroubled ||= errors.length > 0 || explained.length > 0;
    const kept = data && isTroubled ? reconcilePart(delivered, { path, data }) : data;
    if (kept) delivered.push({ path, data: kept });
    return { data: kept, errors: kept === null && errors.length === 0 ? [partLost(path)] : errors };
  };

  const nested = new Map<AnnouncedPart, readonly DeferredPart[]>();
  const complete = (part: AnnouncedPart): Pick<CompletedPart, 'data' | 'errors'> => {
    const { fragment, type, tree: fetched, path } = part;
    if (!isObjectType(type)) throw new Error('a deferred fragment of an object of no type');
    const key = `${deferName(fragment)}:${type.name}`;
    const { introspection } = shaping;
    if (introspection) introspect(introspection, type, fragment.selectionSet, variables, fetched);
    let shape = shaping.deferred.get(key);
    if (!shape) shaping.deferred.set(key, (shape = compileShape(selected, type, fragment.selectionSet)));
    const shaped = shape(fetched);
    const completed =
      shaped === IRREGULAR
        ? completeTree(
            selected,
            type,
            fragment.selectionSet,
            fetched,
            (at) => initialRun.troubles.explains(at),
            path,
          )
        : { data: shaped, errors: [] };
    const { data, errors } = reconciled(completed, path);
    if (data)
      nested.set(
        part,
        findDeferredParts(selected, type, [fragment.selectionSet], { data, tree: fetched, path: [] }),
      );
    return { data, errors };
  };

  return new Promise((resolve, reject) => {
    let isAnswered = false;
    const answerInitially = (): void => {
      isAnswered = true;
      const { introspection } = shaping;
      if (introspection) introspect(introspection, root, operation.selectionSet, variables, tree);
      const initial = answerOf(operation, shaping, initialRun);
      isTroubled = initial.errors.length > 0;
      if (initial.data) delivered.push({ path: [], data: initial.data });
      const pending = initial.data
        ? announce(
            findDeferredParts(selected, root as GraphQLCompositeType, [operation.selectionSet], {
              data: initial.data,
              tree,
              path: [],
            }),
          )
        : [];
      if (pending.length === 0) {
        end();
        return resolve(initial);
      }
      resolve({ kind: 'incremental', initial, pending, rest: queue.steps });
      answerParts();
    };
    const onDone = (block: number): void => {
      if (block !== 0) done.add(block);
      else {
        // What has no fetch of its own is there with what it belongs to.
        done.add(0);
        answerInitially();
      }
      if (isAnswered) answerParts();
    };
    const onDefect = (error: unknown): void => {
      if (!isAnswered) return reject(error as Error);
      const completed = waiting.map(({ announced }) => ({
        part: announced,
        data: null,
        errors: [defect(error, announced.path)],
      }));
      waiting = [];
      queue.put({ pending: [], completed, hasNext: false });
      end();
    };
    runBlocks(program, runs, guarded(onDone, onDefect), onDefect);
  });
}

const partLost = (path: ResponsePath): GraphQLError =>
  gatewayError(
    'SUBGRAPH_VALUE_INVALID',
    'A part of the answer is null, because something that it has in common with another part failed.',
    { path },
  );

/** Without a code, as a defect that an engine throws. */
const defect = (error: unknown, path: ResponsePath): GraphQLError =>
  new GraphQLError('defect', { path, ...(error instanceof Error ? { originalError: error } : {}) });

const guarded =
  (run: (block: number) => void, onDefect: (error: unknown) => void) =>
  (block: number): void => {
    try {
      run(block);
    } catch (error) {
      onDefect(error);
    }
  };

/** Errors of a block's fetches go to the part that they are in; those of a whole fetch to the first. */
function shareErrors(
  ready: readonly AnnouncedPart[],
  errorsOf: (block: number) => readonly GraphQLError[],
  complete: (part: AnnouncedPart) => Pick<CompletedPart, 'data' | 'errors'>,
): readonly CompletedPart[] {
  const blocks = new Set(ready.map(({ block }) => block).filter((block) => block !== 0));
  const left = new Map([...blocks].map((block) => [block, errorsOf(block)]));
  const completed = ready.map((part) => {
    const { data, errors } = complete(part);
    const own = (left.get(part.block) ?? []).filter(({ path = [] }) => startsWith(path, part.path));
    left.set(
      part.block,
      (left.get(part.block) ?? []).filter((error) => !own.includes(error)),
    );
    return { block: part.block, part: part.announced, data, errors: [...own, ...errors] };
  });
  return completed.map(({ block, ...one }, index) => {
    const isFirst = completed.findIndex((other) => other.block === block) === index;
    return isFirst ? { ...one, errors: [...(left.get(block) ?? []), ...one.errors] } : one;
  });
}

const startsWith = (path: ResponsePath, start: ResponsePath): boolean =>
  start.length <= path.length && start.every((step, index) => step === path[index]);
