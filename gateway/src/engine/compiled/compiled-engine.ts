import { apiSchemaOf } from '@kontor/federation';
import { buildASTSchema, parse, type GraphQLError, type OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { coerceVariables } from '../../admit/variables-types.js';
import { completeTree } from '../../execute/complete.js';
import { IRREGULAR } from '../../execute/compile-shape.js';
import { introspect } from '../../execute/introspect.js';
import { runProgram, type Run } from '../../execute/run-program.js';
import { messageOf } from '../../message-of.js';
import { renameValue, type RenamedVariable } from '../../plan/free-entity-variable.js';
import { createPlanner, type PlannerLimits } from '../../plan/planner.js';
import { planningSupergraph } from '../../plan/planning-supergraph.js';
import { routingUrls } from '../../plan/routing-urls.js';
import { treeNamesOf } from '../../plan/tree-names.js';
import { createTypeTest } from '../../plan/type-test.js';
import {
  SupergraphRejected,
  type Engine,
  type EngineRequest,
  type EngineResult,
  type LoadedSupergraph,
  type ParsedOperation,
  type Supergraph,
} from '../engine.js';
import { warm } from '../warm.js';
import {
  compileOperation,
  shapingFor,
  type CompiledOperation,
  type Shaping,
  type SupergraphParts,
} from './operation.js';

export interface CompiledEngineOptions extends PlannerLimits {
  /** Operations whose programs are kept per supergraph. */
  programsMax: number;
}

/** Our engine: the planner's plan, compiled once per operation. */
export function createCompiledEngine(options: CompiledEngineOptions): Engine {
  return {
    name: 'compiled',
    async load(supergraph) {
      try {
        return loadSupergraph(supergraph, options);
      } catch (error) {
        throw new SupergraphRejected(messageOf(error));
      }
    },
  };
}

function loadSupergraph(supergraph: Supergraph, options: CompiledEngineOptions): LoadedSupergraph {
  const parts = readParts(supergraph.sdl, options);
  const operations = new LRUCache<string, CompiledOperation | GraphQLError>({ max: options.programsMax });

  function compiled(operation: ParsedOperation): CompiledOperation | GraphQLError {
    const key = `${operation.documentHash}:${operation.operationName ?? ''}`;
    let known = operations.get(key);
    if (!known) {
      known = compileOperation(operation, parts);
      operations.set(key, known);
    }
    return known;
  }

  return {
    hash: supergraph.hash,
    apiSchema: parts.apiSchema,
    warm: (hot, deadlineMs) =>
      warm(parts.apiSchema, hot, deadlineMs, async (operation) => isCompiled(compiled(operation))),
    async execute(operation, request, signal) {
      const known = compiled(operation);
      return isCompiled(known) ? run(known, request, signal, parts) : withoutData([known]);
    },
    async dispose() {
      operations.clear();
    },
  };
}

export function readParts(sdl: string, limits: PlannerLimits): SupergraphParts {
  const document = parse(sdl, { noLocation: true });
  const planning = planningSupergraph(sdl);
  return {
    apiSchema: apiSchemaOf(document),
    planner: createPlanner(planning.sdl, limits),
    names: treeNamesOf(parse(planning.sdl, { noLocation: true })),
    standIns: planning.standIns,
    requiredStandIns: planning.requiredStandIns,
    isOfType: createTypeTest(buildASTSchema(document, { assumeValidSDL: true })),
    urls: routingUrls(document),
  };
}

const isCompiled = (known: CompiledOperation | GraphQLError): known is CompiledOperation =>
  'program' in known;

async function run(
  compiled: CompiledOperation,
  request: EngineRequest,
  signal: AbortSignal,
  parts: SupergraphParts,
): Promise<EngineResult> {
  const { apiSchema: schema, isOfType, names } = parts;
  const { operation } = compiled;
  const checked = request.coerced
    ? { coerced: request.coerced }
    : coerceVariables(schema, operation, request.variables);
  if (checked.errors) return withoutData(checked.errors);
  const { coerced } = checked;
  const shaping = shapingFor(compiled, coerced, parts);
  const sent = compiled.renamed ? withRenamed(request, coerced, compiled.renamed) : { request, coerced };
  const fetched = await runProgram(compiled.program, { ...sent, isOfType, names, signal });
  if (shaping.introspection) introspect(schema, shaping.introspection, request.variables, fetched.tree);
  return answerOf(operation, shaping, fetched);
}

/** What was fetched, as the client asked for it. */
export function answerOf(
  { selectionSet }: OperationDefinitionNode,
  { shape, selected, root }: Shaping,
  { tree, troubles }: Pick<Run, 'tree' | 'troubles'>,
): EngineResult {
  const data = shape(tree);
  if (data !== IRREGULAR) return { kind: 'object', data, errors: troubles.errors };
  const completed = completeTree(selected, root, selectionSet, tree, (path) => troubles.explains(path));
  return { kind: 'object', data: completed.data, errors: [...troubles.errors, ...completed.errors] };
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
