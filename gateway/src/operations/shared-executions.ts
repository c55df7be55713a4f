import { mentionsIncrementalDelivery } from '../admit/incremental-delivery.js';
import type { EngineResult } from '../engine/engine.js';
import type { KnownOperation } from './known-operations.js';

/**
 * Executions in flight that several requests wait for. They are one only when nothing can tell them apart: the same
 * operation on the same supergraph, the same variables, and every header that reaches a subgraph. Nothing is kept
 * beyond the end of an execution: this is no cache.
 *
 *   first request ──> starts ──────────────> result ──> all that joined
 *   second, equal ──────┘ joins                │
 *   one leaves: nothing happens · the last one leaves: the execution is aborted
 */
export interface SharedExecutions {
  join(
    operation: KnownOperation,
    sameness: string,
    clientLeft: AbortSignal,
    start: (signal: AbortSignal) => Promise<EngineResult>,
  ): Promise<EngineResult>;
}

interface Execution {
  readonly result: Promise<EngineResult>;
  readonly controller: AbortController;
  waiting: number;
}

export function createSharedExecutions(): SharedExecutions {
  const inFlight = new WeakMap<KnownOperation, Map<string, Execution>>();

  function begin(
    executions: Map<string, Execution>,
    sameness: string,
    start: (signal: AbortSignal) => Promise<EngineResult>,
  ): Execution {
    const controller = new AbortController();
    const execution: Execution = { result: start(controller.signal), controller, waiting: 0 };
    executions.set(sameness, execution);
    const forget = (): void => {
      if (executions.get(sameness) === execution) executions.delete(sameness);
    };
    execution.result.then(forget, forget);
    controller.signal.addEventListener('abort', forget);
    return execution;
  }

  return {
    join(operation, sameness, clientLeft, start) {
      let executions = inFlight.get(operation);
      if (!executions) inFlight.set(operation, (executions = new Map()));
      const execution = executions.get(sameness) ?? begin(executions, sameness, start);
      execution.waiting += 1;
      clientLeft.addEventListener(
        'abort',
        () => {
          execution.waiting -= 1;
          if (execution.waiting === 0) execution.controller.abort();
        },
        { once: true },
      );
      return execution.result;
    },
  };
}

/** Mutations act each time; what is answered in pieces has one reader. */
export const mayBeShared = ({ definition, source }: KnownOperation): boolean =>
  definition.operation === 'query' && !mentionsIncrementalDelivery(source);
