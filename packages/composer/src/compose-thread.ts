import { Worker } from 'node:worker_threads';
import type { Composition } from '@kontor/federation/compose';
import type { ComposeFailure, ComposeSubgraph } from './outcome.js';
import { WORKER_STACK_MB, WORKER_YOUNG_GENERATION_MB, type ComposeLimits } from './limits.js';
import type { ComposeMessage, ComposeRequest } from './messages.js';

/** An answer, or why there will be none from this thread any more. `detail` is for the log. */
export type ThreadAnswer =
  | { readonly kind: 'answer'; readonly composition: Composition }
  | { readonly kind: 'failed'; readonly failure: ComposeFailure; readonly detail: string };

/**
 * One composing thread.
 *
 *   booting --ready--> idle --compose--> busy --answer--> idle
 *      └──────────── any failure ────────┴──────────────────────▶ over (its owner stops it and starts another)
 *
 * At most one composition at a time. The thread never keeps the process alive.
 */
export interface ComposeThread {
  compose(subgraphs: readonly ComposeSubgraph[]): Promise<ThreadAnswer>;
  /** It failed or ended: it will answer nothing any more. */
  isOver(): boolean;
  stop(): Promise<void>;
}

type Settle = (outcome: ComposeMessage | Failed) => void;
type Failed = Extract<ThreadAnswer, { kind: 'failed' }>;

export function startComposeThread(entry: URL, limits: ComposeLimits): ComposeThread {
  const worker = new Worker(entry, {
    name: 'compose',
    resourceLimits: {
      maxOldGenerationSizeMb: limits.heapMb,
      maxYoungGenerationSizeMb: WORKER_YOUNG_GENERATION_MB,
      stackSizeMb: WORKER_STACK_MB,
    },
  });
  worker.unref();

  let over: Failed | undefined;
  let settle: Settle | undefined;

  const end = (failed: Failed): void => {
    over ??= failed;
    settle?.(over);
  };
  worker.on('message', (message: ComposeMessage) => settle?.(message));
  worker.on('error', (error) => end(failedBy(error, limits)));
  worker.on('exit', (exitCode) =>
    end({ kind: 'failed', failure: { why: 'crashed' }, detail: `thread exited with ${exitCode}` }),
  );

  /** The next message within `limitMs`, or the failure that came first. */
  function next(limitMs: number): Promise<ComposeMessage | Failed> {
    if (over) return Promise.resolve(over);
    return new Promise((resolve) => {
      const timer = setTimeout(
        () =>
          end({
            kind: 'failed',
            failure: { why: 'timed-out', limitMs },
            detail: `no answer within ${limitMs} ms`,
          }),
        limitMs,
      );
      settle = (outcome) => {
        clearTimeout(timer);
        settle = undefined;
        resolve(outcome);
      };
    });
  }

  const booted = next(limits.bootTimeoutMs);

  return {
    async compose(subgraphs) {
      const boot = await booted;
      if (boot.kind === 'failed') return boot;
      const answer = next(limits.timeoutMs);
      worker.postMessage({ subgraphs } satisfies ComposeRequest);
      const message = await answer;
      switch (message.kind) {
        case 'answer':
        case 'failed':
          return message;
        case 'threw':
          return { kind: 'failed', failure: { why: 'crashed' }, detail: message.error };
        case 'ready':
          throw new Error('the composing thread reported ready twice');
      }
    },
    isOver: () => over !== undefined,
    async stop() {
      await worker.terminate();
    },
  };
}

const failedBy = (error: unknown, limits: ComposeLimits): Failed => ({
  kind: 'failed',
  failure: isOutOfMemory(error) ? { why: 'out-of-memory', limitMb: limits.heapMb } : { why: 'crashed' },
  detail: String((error as { stack?: unknown } | null)?.stack ?? error),
});

/** By its code: the error may come from another realm than ours. */
const isOutOfMemory = (error: unknown): boolean =>
  (error as { code?: unknown } | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY';
