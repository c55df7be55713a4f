import { apiSchemaOf } from '@kontor/federation';
import { telemetry } from '@kontor/telemetry';
import { buildASTSchema, parse, type GraphQLError } from 'graphql';
import { coerceVariables } from '../../admit/variables-types.js';
import { templateOf } from '../../execute/create-fetch.js';
import { introspect } from '../../execute/introspect.js';
import { runProgram, type RunParts } from '../../execute/run-program.js';
import { messageOf } from '../../message-of.js';
import { renameValue, type RenamedVariable } from '../../plan/free-entity-variable.js';
import { readEntityFacts } from '../../plan/entity-facts.js';
import { describeProgram } from '../../plan/describe-program.js';
import { activeLabels, readOverrideLabels } from '../../plan/override-labels.js';
import { routingUrls } from '../../plan/routing-urls.js';
import { treeNamesOf } from '../../plan/tree-names.js';
import { createFieldTypes, createTypeTest } from '../../plan/type-test.js';
import type { Planning, StartPlanning } from '../../planning/planning.js';
import {
  SupergraphRejected,
  type Engine,
  type EngineRequest,
  type EngineResult,
  type IncrementalResult,
  type LoadedSupergraph,
  type ParsedOperation,
  type Supergraph,
} from '../engine.js';
import { withDefer } from '../../plan/defer-directive.js';
import { usesDefer } from '../../plan/deferred-fragments.js';
import { warm } from '../warm.js';
import { answerOf } from './answer.js';
import { runDeferred } from './run-deferred.js';
import { createOperationStore, operationKey, type Verdict } from './operation-store.js';
import {
  compileOperation,
  shapingFor,
  type CompiledOperation,
  type Delivery,
  type Shaping,
  type SupergraphParts,
} from './operation.js';

export interface CompiledEngineOptions {
  /** Size of the compiled operations kept per supergraph. */
  planCacheMiB: number;
  /** How long an operation is refused that was too much for the planner's time or memory. */
  planRefusalMs: number;
  startPlanning: StartPlanning;
  /** Whether clients may ask for an answer in parts; default true. */
  servesDefer?: boolean;
}

/** Our engine: the planner's plan, compiled once per operation. */
export function createCompiledEngine(options: CompiledEngineOptions): Engine {
  return { name: 'compiled', load: (supergraph) => loadSupergraph(supergraph, options) };
}

async function loadSupergraph(
  supergraph: Supergraph,
  { planCacheMiB, planRefusalMs, startPlanning, servesDefer = true }: CompiledEngineOptions,
): Promise<LoadedSupergraph> {
  // The planner reads the supergraph while this thread does.
  const starting = startPlanning(supergraph.sdl);
  const parts = await readParts(supergraph.sdl, starting, servesDefer);
  const { planning } = parts;
  const operations = createOperationStore<CompiledOperation>({
    bytesMax: planCacheMiB * MIB,
    refusalMs: planRefusalMs,
  });

  const compile = (
    operation: ParsedOperation,
    delivery: Delivery,
    labels: readonly string[],
  ): Promise<CompiledOperation | GraphQLError> =>
    operations.findOrMake(keyOf(operation, delivery, labels), () => {
      const make = (): Promise<Verdict<CompiledOperation>> =>
        compileOperation(operation, parts, delivery, labels);
      return telemetry()?.step('graphql.plan', {}, make) ?? make();
    });
  const labelsFor = ({ document }: ParsedOperation, { isOverridden = NONE_ACTIVE }: LabelHook) =>
    parts.overrideLabels ? activeLabels(parts.overrideLabels.of(document), Math.random, isOverridden) : [];

  return {
    hash: supergraph.hash,
    apiSchema: parts.apiSchema,
    warm: (hot, deadlineMs) =>
      warm(parts.apiSchema, hot, deadlineMs, async (operation) =>
        isCompiled(
          await compile(
            operation,
            usesDefer(operation.document) ? 'in-parts' : 'at-once',
            labelsFor(operation, {}),
          ),
        ),
      ),
    async execute(operation, request, signal) {
      const labels = labelsFor(operation, request);
      // What is known is run in this very turn.
      const known =
        operations.find(keyOf(operation, 'at-once', labels)) ?? (await compile(operation, 'at-once', labels));
      return isCompiled(known) ? run(known, request, signal, parts) : withoutData([known]);
    },
    async executeIncrementally(operation, request, signal) {
      const known = await compile(operation, 'in-parts', labelsFor(operation, request));
      return isCompiled(known) ? runInParts(known, request, signal, parts) : withoutData([known]);
    },
    async explain(operation) {
      // The plan of those whom no label of @override concerns.
      const known = await compile(operation, 'at-once', []);
      if (!isCompiled(known)) return undefined;
      const { plan, requests } = describeProgram(known.program, parts.names);
      return {
        plan,
        requestOf(fetch) {
          const template = templateOf(fetch);
          return template && requests.get(template);
        },
      };
    },
    async dispose() {
      operations.clear();
      await planning.close();
    },
  };
}

const MIB = 1024 * 1024;

type LabelHook = Pick<EngineRequest, 'isOverridden'>;

const NONE_ACTIVE = (): boolean => false;

function keyOf(operation: ParsedOperation, delivery: Delivery, labels: readonly string[]): string {
  const key = operationKey(operation);
  if (delivery === 'at-once' && labels.length === 0) return key;
  return JSON.stringify([key, delivery, labels]);
}

/** What this thread reads of a supergraph, while the planner reads it in its own. */
export async function readParts(
  sdl: string,
  starting: Promise<Planning>,
  servesDefer = true,
): Promise<SupergraphParts> {
  try {
    const document = parse(sdl, { noLocation: true });
    const { interfaceObjects, keys } = readEntityFacts(document);
    const supergraph = buildASTSchema(document, { assumeValidSDL: true });
    const read = {
      interfaceObjects,
      keys,
      apiSchema: servesDefer ? withDefer(apiSchemaOf(document)) : apiSchemaOf(document),
      isOfType: createTypeTest(supergraph),
      fieldTypeOf: createFieldTypes(supergraph),
      urls: routingUrls(document),
    };
    const planning = await starting;
    const { standIns, requiredStandIns, fetchedNames, requirements } = planning;
    return {
      ...read,
      planning,
      standIns,
      requiredStandIns,
      requirements,
      names: treeNamesOf(fetchedNames, read.interfaceObjects.size > 0),
      overrideLabels: readOverrideLabels(document, fetchedNames),
    };
  } catch (error) {
    await starting.then(
      (planning) => planning.close(),
      () => undefined,
    );
    throw new SupergraphRejected(messageOf(error));
  }
}

const isCompiled = (known: CompiledOperation | GraphQLError): known is CompiledOperation =>
  'program' in known;

async function run(
  compiled: CompiledOperation,
  request: EngineRequest,
  signal: AbortSignal,
  parts: SupergraphParts,
): Promise<EngineResult> {
  const started = start(compiled, request, signal, parts);
  if (started.errors) return withoutData(started.errors);
  const { shaping, runParts } = started;
  const fetched = await runProgram(compiled.program, runParts);
  const { introspection, root } = shaping;
  const { selectionSet } = compiled.operation;
  if (introspection) introspect(introspection, root, selectionSet, request.variables, fetched.tree);
  return answerOf(compiled.operation, shaping, fetched);
}

async function runInParts(
  compiled: CompiledOperation,
  request: EngineRequest,
  signal: AbortSignal,
  parts: SupergraphParts,
): Promise<EngineResult | IncrementalResult> {
  const started = start(compiled, request, signal, parts);
  if (started.errors) return withoutData(started.errors);
  return runDeferred(compiled, started.shaping, started.runParts, request.variables);
}

type Started =
  | { readonly errors: readonly GraphQLError[] }
  | { readonly errors?: undefined; readonly shaping: Shaping; readonly runParts: RunParts };

/** The caller's mistakes, or what is run. */
function start(
  compiled: CompiledOperation,
  request: EngineRequest,
  signal: AbortSignal,
  parts: SupergraphParts,
): Started {
  const { apiSchema, isOfType, names } = parts;
  const checked = request.coerced
    ? { coerced: request.coerced }
    : coerceVariables(apiSchema, compiled.operation, request.variables);
  if (checked.errors) return { errors: checked.errors };
  const { coerced } = checked;
  const shaping = shapingFor(compiled, coerced, parts);
  const sent = compiled.renamed ? withRenamed(request, coerced, compiled.renamed) : { request, coerced };
  return { shaping, runParts: { ...sent, isOfType, names, signal } };
}

/** What the plan knows the variables by. */
const withRenamed = (
  request: EngineRequest,
  coerced: Readonly<Record<string, unknown>>,
  renamed: RenamedVariable,
) => ({
  request: { ...request, variables: renameValue(request.variables, renamed) },
  coerced: renameValue(coerced, renamed),
});

const withoutData = (errors: readonly GraphQLError[]): EngineResult => ({
  kind: 'object',
  data: undefined,
  errors,
});
