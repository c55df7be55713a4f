import type { GraphQLError } from 'graphql';
import { refusal } from '../../gateway-error.js';
import { tooComplex } from '../../plan/planner-refusals.js';
import type { PlanOutcome } from '../../planning/planning.js';
import type { Remember } from './operation-store.js';

/** Why there is no plan, in words for the client. Throws for what is a defect: of the planner, or of ours. */
export function planRefusal(outcome: Exclude<PlanOutcome, { kind: 'planned' }>): {
  error: GraphQLError;
  remember: Remember;
} {
  switch (outcome.kind) {
    case 'timed-out':
      return {
        error: refusal(
          'GATEWAY_PLANNING_TIMEOUT',
          `Planning the operation was stopped after ${outcome.limitMs} ms.`,
        ),
        remember: 'for-a-while',
      };
    case 'out-of-memory':
      return {
        error: refusal(
          'GATEWAY_PLANNING_TIMEOUT',
          `Planning the operation was stopped at ${outcome.limitMiB} MiB of memory.`,
        ),
        remember: 'for-a-while',
      };
    case 'busy':
      return {
        error: refusal(
          'GATEWAY_PLANNING_BUSY',
          `${outcome.waitingMax} operations wait for their query plans already.`,
        ),
        remember: 'not-at-all',
      };
    case 'threw': {
      const error = tooComplex(outcome);
      if (error) return { error, remember: 'for-good' };
      throw new Error(`the query planner failed: ${outcome.stack}`);
    }
    case 'crashed':
      throw new Error(`the planning thread broke down: ${outcome.detail}`);
    case 'closed':
      throw new Error('an operation was to be planned for a supergraph that is no longer served');
  }
}
