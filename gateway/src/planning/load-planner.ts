import { parse } from 'graphql';
import { messageOf } from '../message-of.js';
import { readEntityFacts } from '../plan/entity-facts.js';
import { awaitRequirements } from '../plan/late-requirements.js';
import { createPlanner } from '../plan/planner.js';
import type { PlannerLimits } from '../plan/planner-limits.js';
import { planningSupergraph } from '../plan/planning-supergraph.js';
import { fetchedNamesOf } from '../plan/tree-names.js';
import type { PlanAnswer, PlanRequest } from './messages.js';
import type { PlannedSupergraph } from './planning.js';

export interface LoadedPlanner extends PlannedSupergraph {
  answer(request: PlanRequest): PlanAnswer;
}

/** The planner with a supergraph in it. Throws on what is no supergraph. Imports all of the planner: tens of megabytes. */
export function loadPlanner(supergraphSdl: string, limits: PlannerLimits): LoadedPlanner {
  const { sdl, standIns, requiredStandIns } = planningSupergraph(supergraphSdl);
  const planner = createPlanner(sdl, limits);
  const document = parse(sdl, { noLocation: true });
  const { requirements } = readEntityFacts(document);
  return {
    standIns,
    requiredStandIns,
    fetchedNames: fetchedNamesOf(document),
    requirements,
    answer({ source, operationName, activeLabels }) {
      try {
        const plan = planner.plan(parse(source, { noLocation: true }), operationName, activeLabels);
        return { kind: 'planned', planJson: JSON.stringify(awaitRequirements(plan, requirements)) };
      } catch (error) {
        const message = messageOf(error);
        return { kind: 'threw', message, stack: error instanceof Error ? (error.stack ?? message) : message };
      }
    },
  };
}
