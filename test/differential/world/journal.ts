import { NO_FAULTS, type Faults } from './faults.js';
import type { LabelHolds } from './labels.js';

/** What happens while one operation runs. Mutations are counted: their answers tell in which order they came. */
export interface Journal {
  readonly faults: Faults;
  /** Of `@override`, for this request. */
  readonly labelHolds: LabelHolds;
  mutations: number;
  /** Requests that no subgraph should get. */
  readonly refusals: string[];
}

export const createJournal = (
  faults: Faults = NO_FAULTS,
  labelHolds: LabelHolds = () => undefined,
): Journal => ({
  faults,
  labelHolds,
  mutations: 0,
  refusals: [],
});
