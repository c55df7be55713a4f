import {
  getOperationAST,
  print,
  type DocumentNode,
  type GraphQLError,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import {
  conditionVariables,
  fragmentsOf,
  type Conditions,
  type Selected,
} from '../../execute/collect-fields.js';
import { compileShape, type Shape } from '../../execute/compile-shape.js';
import { introspectionOf, type Introspection } from '../../execute/introspect.js';
import { estimateDocumentBytes } from '../../document-bytes.js';
import { gatewayError, refusal } from '../../gateway-error.js';
import { compileProgram, type ProgramParts } from '../../plan/compile-program.js';
import { countFetches, PLANNED_FETCHES_MAX } from '../../plan/count-fetches.js';
import { findUnplanned } from '../../plan/coverage.js';
import {
  entityVariableClash,
  renameVariable,
  type RenamedVariable,
} from '../../plan/free-entity-variable.js';
import { nameDeferredFragments, withoutDefer } from '../../plan/deferred-fragments.js';
import type { OverrideLabels } from '../../plan/override-labels.js';
import { CASES_MAX } from '../../plan/merge-mutation-fields.js';
import { prepareOperation } from '../../plan/prepare-operation.js';
import type { Program } from '../../plan/program.js';
import type { QueryPlan } from '../../plan/query-plan.js';
import type { TreeNames } from '../../plan/tree-names.js';
import type { Planning, PlanOutcome } from '../../planning/planning.js';
import type { ParsedOperation } from '../engine.js';
import type { Verdict } from './operation-store.js';
import { planRefusal } from './plan-refusal.js';

export interface SupergraphParts extends ProgramParts {
  readonly apiSchema: GraphQLSchema;
  readonly planning: Planning;
  readonly names: TreeNames;
  /** Undefined: no field is overridden by degrees. */
  readonly overrideLabels: OverrideLabels | undefined;
}

export interface CompiledOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly renamed: RenamedVariable | undefined;
  readonly program: Program;
  /** The client's label of each deferred fragment; undefined: everything is answered at once. */
  readonly labels: ReadonlyMap<string, string | undefined> | undefined;
  readonly conditionNames: readonly string[];
  /** By the values of the condition variables. */
  readonly shapings: LRUCache<string, Shaping>;
}

export interface Shaping {
  readonly root: GraphQLObjectType;
  readonly selected: Selected;
  readonly shape: Shape;
  /** Of deferred fragments, by their name and the type of the object. */
  readonly deferred: Map<string, Shape>;
  /** Undefined: no introspection is asked for. */
  readonly introspection: Introspection | undefined;
}

const SHAPINGS_PER_OPERATION_MAX = 16;

/** Are fragments with `@defer` answered with all the rest? */
export type Delivery = 'at-once' | 'in-parts';

const GIVEN_UP: ReadonlySet<PlanOutcome['kind']> = new Set(['threw', 'timed-out', 'out-of-memory']);

/** Plan, check, compile. Throws for what is a defect. */
export async function compileOperation(
  parsed: ParsedOperation,
  parts: SupergraphParts,
  delivery: Delivery = 'at-once',
  activeLabels: readonly string[] = [],
): Promise<Verdict<CompiledOperation>> {
  const { document: asked, operationName } = parsed;
  const deferred = delivery === 'in-parts' ? nameDeferredFragments(asked, operationName) : undefined;
  const document = deferred?.document ?? withoutDefer(asked);
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new Error('an operation that the document does not have');
  const renamed = entityVariableClash(operation);
  const given = renamed ? renameVariable(document, renamed) : document;
  const prepared = prepareOperation(given, parts.apiSchema, parts);
  if (!prepared) {
    const why = `Its mutations are selected under more than ${CASES_MAX} combinations of conditions.`;
    return { kind: 'refused', error: refusal('OPERATION_TOO_COMPLEX', why), remember: 'for-good' };
  }
  const outcome = await parts.planning.plan(print(prepared), operationName, activeLabels);
  // With @defer the planner throws, or plans without end, where it does not without: then all is answered at once, as a
  // client must expect, and that is what is kept, so that nobody waits for it twice.
  if (deferred && GIVEN_UP.has(outcome.kind)) return compileOperation(parsed, parts, 'at-once', activeLabels);
  if (outcome.kind !== 'planned') return { kind: 'refused', ...planRefusal(outcome) };
  const plan = JSON.parse(outcome.planJson) as QueryPlan;
  const count = countFetches(plan);
  if (count > PLANNED_FETCHES_MAX)
    return {
      kind: 'refused',
      error: refusal(
        'OPERATION_TOO_COMPLEX',
        `The operation takes ${count} fetches; ${PLANNED_FETCHES_MAX} are allowed.`,
      ),
      remember: 'for-good',
    };
  const planned = getOperationAST(prepared, operationName);
  const unplanned = planned && findUnplanned(plan, planned);
  if (unplanned) {
    const error = unresolvable(unplanned.map((name) => parts.names.clientName(name)));
    return { kind: 'refused', error, remember: 'for-good' };
  }
  const conditionNames = conditionVariables(document);
  return {
    kind: 'compiled',
    compiled: {
      document,
      operation,
      renamed,
      labels: deferred?.labels,
      program: compileProgram(plan, parts),
      conditionNames,
      shapings: new LRUCache({ max: SHAPINGS_PER_OPERATION_MAX }),
    },
    bytes: estimateBytes(document, outcome.planJson.length, conditionNames.length),
  };
}

/** Measured on small and large operations of the storefront: within a factor of 1.5 of what the heap grows by. */
const estimateBytes = (document: DocumentNode, planLength: number, conditions: number): number =>
  OPERATION_BYTES +
  estimateDocumentBytes(document) +
  planLength * BYTES_PER_PLAN_UNIT * Math.min(2 ** conditions, SHAPINGS_PER_OPERATION_MAX);

const OPERATION_BYTES = 8_192;
/** Of program and shape. */
const BYTES_PER_PLAN_UNIT = 8;

const unresolvable = (path: readonly string[]): GraphQLError =>
  gatewayError(
    'OPERATION_UNRESOLVABLE',
    `No subgraph can resolve "${path.join('.')}" from here, although the schema has it.`,
  );

export function shapingFor(
  compiled: CompiledOperation,
  coerced: Conditions,
  { apiSchema: schema, names }: Pick<SupergraphParts, 'apiSchema' | 'names'>,
): Shaping {
  const key = compiled.conditionNames.map((name) => (coerced[name] === true ? '1' : '0')).join('');
  let known = compiled.shapings.get(key);
  if (!known) {
    const { document, operation } = compiled;
    const conditions = Object.fromEntries(compiled.conditionNames.map((name) => [name, coerced[name]]));
    const selected: Selected = {
      schema,
      fragments: fragmentsOf(document),
      conditions,
      names,
      defers: compiled.labels !== undefined,
    };
    const root = schema.getRootType(operation.operation);
    if (!root) throw new Error(`a schema without ${operation.operation}`);
    known = {
      root,
      selected,
      shape: compileShape(selected, root, operation.selectionSet),
      deferred: new Map(),
      introspection: introspectionOf({ ...selected, defers: false }, document, operation),
    };
    compiled.shapings.set(key, known);
  }
  return known;
}
