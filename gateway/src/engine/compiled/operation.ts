import {
  getOperationAST,
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
import { introspectionOf } from '../../execute/introspect.js';
import { gatewayError } from '../../gateway-error.js';
import { compileProgram, type ProgramParts } from '../../plan/compile-program.js';
import { findUnplanned } from '../../plan/coverage.js';
import {
  entityVariableClash,
  renameVariable,
  type RenamedVariable,
} from '../../plan/free-entity-variable.js';
import type { Planner } from '../../plan/planner.js';
import { tooComplex } from '../../plan/planner-refusals.js';
import { prepareOperation } from '../../plan/prepare-operation.js';
import type { Program } from '../../plan/program.js';
import type { TreeNames } from '../../plan/tree-names.js';
import type { ParsedOperation } from '../engine.js';

export interface SupergraphParts extends ProgramParts {
  readonly apiSchema: GraphQLSchema;
  readonly planner: Planner;
  readonly names: TreeNames;
}

export interface CompiledOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly renamed: RenamedVariable | undefined;
  readonly program: Program;
  readonly conditionNames: readonly string[];
  /** By the values of the condition variables. */
  readonly shapings: LRUCache<string, Shaping>;
}

export interface Shaping {
  readonly root: GraphQLObjectType;
  readonly selected: Selected;
  readonly shape: Shape;
  /** Undefined: no introspection is asked for. */
  readonly introspection: DocumentNode | undefined;
}

const SHAPINGS_PER_OPERATION_MAX = 16;

/** Plan, check, compile. An error is the refusal of the operation: worth keeping, giving up takes as long as planning. */
export function compileOperation(
  { document, operationName }: ParsedOperation,
  parts: SupergraphParts,
): CompiledOperation | GraphQLError {
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new Error('an operation that the document does not have');
  try {
    const renamed = entityVariableClash(operation);
    const planned = renamed ? renameVariable(document, renamed) : document;
    const prepared = prepareOperation(planned, parts.apiSchema, parts.names);
    const plan = parts.planner.plan(prepared, operationName);
    const asked = getOperationAST(prepared, operationName);
    const unplanned = asked && findUnplanned(plan, asked);
    if (unplanned) return unresolvable(unplanned.map((name) => parts.names.clientName(name)));
    return {
      document,
      operation,
      renamed,
      program: compileProgram(plan, parts),
      conditionNames: conditionVariables(document),
      shapings: new LRUCache({ max: SHAPINGS_PER_OPERATION_MAX }),
    };
  } catch (error) {
    const refusal = tooComplex(error);
    if (!refusal) throw error;
    return refusal;
  }
}

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
    const selected: Selected = { schema, fragments: fragmentsOf(document), conditions, names };
    const root = schema.getRootType(operation.operation);
    if (!root) throw new Error(`a schema without ${operation.operation}`);
    known = {
      root,
      selected,
      shape: compileShape(selected, root, operation.selectionSet),
      introspection: introspectionOf(selected, document, operation, root),
    };
    compiled.shapings.set(key, known);
  }
  return known;
}
