import type { FetchSubgraph } from '../../../gateway/src/engine/engine.js';
import type { Operation } from '../operations/operation.js';

/** Something that answers operations from subgraphs, and is compared with the monolith. */
export interface Witness {
  readonly name: string;
  /** Is its answer put together of parts? Then fields may be in another order, and a part that failed is not there. */
  readonly inParts: boolean;
  answer(operation: Operation, fetchSubgraph: FetchSubgraph, circumstances: Circumstances): Promise<Answer>;
  /** Of what it holds open. */
  close?(): Promise<void>;
}

/** What of a request is not its operation. */
export interface Circumstances {
  /** Which labels of `@override` hold. */
  isOverridden(label: string): boolean;
  /** Before the same is asked once more: mutations count from the first again. */
  startOver(): void;
}

export interface Answer {
  /** Undefined: nothing was executed. */
  readonly data: unknown;
  readonly errors: readonly AnswerError[];
  /** Of HTTP, where the answer came that way. */
  readonly status?: number;
  /** Whether the gateway answered before Apollo Server's pipeline, where there is one. */
  readonly hotPath?: boolean;
  /** What is wrong beside the answer, as the witness itself knows it. */
  readonly findings?: readonly string[];
}

export interface AnswerError {
  readonly message: string;
  readonly path: readonly (string | number)[] | undefined;
  readonly code: string;
}
