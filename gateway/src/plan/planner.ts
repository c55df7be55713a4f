import {
  DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES,
  operationFromDocument,
  Supergraph,
} from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';
import type { PlannerLimits } from './planner-limits.js';
import type { QueryPlan } from './query-plan.js';
import { createRequirementGuard } from './requirement-guard.js';

export interface Planner {
  /** `activeLabels` of `@override`. Throws what the planner throws: an operation that it gives up on, or a defect of its own. */
  plan(
    document: DocumentNode,
    operationName: string | undefined,
    activeLabels?: readonly string[],
  ): QueryPlan;
}

/** What changes how a supergraph is executed, and is done here. */
const SUPPORTED_FEATURES = new Set([
  ...DEFAULT_SUPPORTED_SUPERGRAPH_FEATURES,
  'https://specs.apollo.dev/context/v0.1',
]);

/** Apollo's query planner (Elastic-licensed) behind the one function that we need of it. Throws on what is no supergraph. */
export function createPlanner(supergraphSdl: string, limits: PlannerLimits): Planner {
  const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: SUPPORTED_FEATURES });
  const schema = supergraph.apiSchema();
  const guard = createRequirementGuard(supergraphSdl);
  const planner = new QueryPlanner(supergraph, {
    // Fetches are read and rewritten when they are compiled: spread out, each stands for itself.
    reuseQueryFragments: false,
    incrementalDelivery: { enableDefer: true },
    debug: { maxEvaluatedPlans: limits.evaluatedPlansMax, pathsLimit: limits.pathsPerFieldMax },
  });
  return {
    plan(document, operationName, activeLabels = []) {
      const operation = operationFromDocument(
        schema,
        document,
        operationName === undefined ? {} : { operationName },
      );
      const overrideConditions = new Map(activeLabels.map((label) => [label, true]));
      return guard.during(() =>
        planner.buildQueryPlan(operation, { overrideConditions }),
      ) as unknown as QueryPlan;
    },
  };
}
