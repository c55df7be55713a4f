import { getOperationAST, GraphQLError, parse, validate, type DocumentNode } from 'graphql';
import { coerceVariables } from '../admit/variables-types.js';
import { mountedGatewayConfigSchema } from '../config.js';
import { parseConfig } from '../config-values.js';
import { readParts } from '../engine/compiled/compiled-engine.js';
import { compileOperation } from '../engine/compiled/operation.js';
import { describeProgram, type PlanDescription } from '../plan/describe-program.js';
import { planningThreads } from '../planning/planning-threads.js';

export interface ExplainPlanOptions {
  readonly supergraphSdl: string;
  readonly source: string;
  /** Undefined: the document holds only one operation. */
  readonly operationName: string | undefined;
  /** Undefined: unknown, and fetches under conditions are all shown. */
  readonly variables: Readonly<Record<string, unknown>> | undefined;
}

export type PlanVerdict =
  | { readonly kind: 'planned'; readonly plan: PlanDescription }
  /** As a client would hear it. */
  | { readonly kind: 'refused'; readonly errors: readonly GraphQLError[] };

/**
 * What a gateway with the limits that ship would fetch for an operation, without a gateway and without a fetch. Throws
 * SupergraphRejected for what is no supergraph.
 */
export async function explainPlan(options: ExplainPlanOptions): Promise<PlanVerdict> {
  const { limits } = parseConfig(mountedGatewayConfigSchema, {});
  const parts = await readParts(options.supergraphSdl, planningThreads({ limits })(options.supergraphSdl));
  try {
    const { source, operationName, variables } = options;
    const document = read(source);
    if (document instanceof GraphQLError) return { kind: 'refused', errors: [document] };
    const mistakes = validate(parts.apiSchema, document);
    if (mistakes.length > 0) return { kind: 'refused', errors: mistakes };
    const operation = getOperationAST(document, operationName);
    if (!operation) return { kind: 'refused', errors: [noSuchOperation(operationName)] };
    const checked = coerceVariables(parts.apiSchema, operation, variables ?? {});
    if (variables && checked.errors) return { kind: 'refused', errors: checked.errors };

    const verdict = await compileOperation({ documentHash: '', document, operationName }, parts);
    if (verdict.kind === 'refused') return { kind: 'refused', errors: [verdict.error] };
    const { plan } = describeProgram(verdict.compiled.program, parts.names);
    return {
      kind: 'planned',
      plan: variables && checked.coerced ? withoutSkipped(plan, checked.coerced) : plan,
    };
  } finally {
    await parts.planning.close();
  }
}

function read(source: string): DocumentNode | GraphQLError {
  try {
    return parse(source);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

const noSuchOperation = (name: string | undefined): GraphQLError =>
  new GraphQLError(
    name === undefined
      ? 'The document does not have exactly one operation: say which.'
      : `The document has no operation named "${name}".`,
  );

/** Fetches whose conditions do not hold are not sent; who waited for them does not wait. */
function withoutSkipped(
  { fetches }: PlanDescription,
  variables: Readonly<Record<string, unknown>>,
): PlanDescription {
  const holds = (condition: string): boolean =>
    condition.startsWith('!')
      ? variables[condition.slice(2)] !== true
      : variables[condition.slice(1)] === true;
  const sent = new Set(fetches.filter(({ conditions }) => conditions.every(holds)).map(({ id }) => id));
  return {
    fetches: fetches
      .filter(({ id }) => sent.has(id))
      .map((fetch) => ({ ...fetch, conditions: [], after: fetch.after.filter((id) => sent.has(id)) })),
  };
}
