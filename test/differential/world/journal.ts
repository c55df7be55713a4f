import { NO_FAULTS, type Faults } from './faults.js';

/** What happens while one operation runs. Mutations are counted: their answers tell in which order they came. */
export interface Journal {
  readonly faults: Faults;
  mutations: number;
  /** Requests that no subgraph should get. */
  readonly refusals: string[];
}

export const createJournal = (faults: Faults = NO_FAULTS): Journal => ({
  faults,
  mutations: 0,
  refusals: [],
});
