import type { ErrorCode } from '@kontor/protocol';
import type { HotOperation, Supergraph } from '../engine/engine.js';

/** Where supergraphs come from. Opened once; hands over each new supergraph and waits for the verdict on it. */
export interface SupergraphSource {
  /** For logs and health: `file supergraph.graphql`, `registry storefront@current`. No secrets. */
  readonly name: string;
  /**
   * Resolves after the first attempt, successful or not; later supergraphs follow in the background. Throws
   * ProcessError when there is no point in waiting (a file that is missing, or refused).
   */
  open(receive: ReceiveSupergraph, log: SourceLog): Promise<void>;
  state(): SourceState;
  close(): Promise<void>;
}

export type ReceiveSupergraph = (offer: SupergraphOffer) => Promise<SupergraphVerdict>;

export interface SupergraphOffer extends Supergraph {
  /** For logs: which launch, which file. */
  readonly origin: string;
  /** To be planned before it serves, instead of what this process has counted. */
  readonly hot?: readonly HotOperation[];
  /** Asked when it is ready to serve; false: it is not to serve after all. Throws nothing. */
  readonly confirm?: () => Promise<boolean>;
}

export type SupergraphVerdict =
  { kind: 'serving' } | { kind: 'unchanged' } | { kind: 'refused'; code: ErrorCode; message: string };

export type SourceState =
  /** In touch with the place that supergraphs come from. */
  | { kind: 'connected'; since: Date }
  /** Out of touch: what is served may be old. */
  | { kind: 'stale'; since: Date; code: string }
  /** In touch, but there is no supergraph yet. */
  | { kind: 'waiting'; since: Date; code: string };

/** The part of a logger that sources use. */
export interface SourceLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}
