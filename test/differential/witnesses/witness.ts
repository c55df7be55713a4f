import type { FetchSubgraph } from '../../../gateway/src/engine/engine.js';
import type { Operation } from '../operations/operation.js';

/** Something that answers operations from subgraphs, and is compared with the monolith. */
export interface Witness {
  readonly name: string;
  /** Are fields in the order that they were asked for? */
  readonly keepsOrder: boolean;
  answer(operation: Operation, fetchSubgraph: FetchSubgraph): Promise<Answer>;
}

export interface Answer {
  /** Undefined: nothing was executed. */
  readonly data: unknown;
  readonly errors: readonly AnswerError[];
}

export interface AnswerError {
  readonly message: string;
  readonly path: readonly (string | number)[] | undefined;
  readonly code: string;
}
