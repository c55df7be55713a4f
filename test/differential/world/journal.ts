/** What happens while one operation runs. Mutations are counted: their answers tell in which order they came. */
export interface Journal {
  mutations: number;
  /** Requests that no subgraph should get. */
  readonly refusals: string[];
}

export const createJournal = (): Journal => ({ mutations: 0, refusals: [] });
