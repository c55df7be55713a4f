import type { Logger } from '@kontor/http';
import { telemetry } from '@kontor/telemetry';
import { startComposeThread, type ComposeThread, type ThreadAnswer } from './compose-thread.js';
import type { ComposeLimits } from './limits.js';
import type { ComposeOutcome, ComposeSubgraph } from './outcome.js';

export interface Composer {
  /** Never rejects for what a schema does; COMPOSITION_BUSY when too much is waiting. */
  compose(subgraphs: readonly ComposeSubgraph[]): Promise<ComposeOutcome | ComposerBusy>;
  /** Ends the thread; compositions under way and waiting reject. */
  close(): Promise<void>;
}

/** Turned away before anything was composed. */
export interface ComposerBusy {
  readonly kind: 'rejected';
  readonly code: 'COMPOSITION_BUSY';
  readonly message: string;
}

interface Job {
  readonly subgraphs: readonly ComposeSubgraph[];
  readonly resolve: (outcome: ComposeOutcome) => void;
  readonly reject: (error: Error) => void;
}

const DEFAULT_ENTRY = new URL('./worker.js', import.meta.url);

/**
 * Composes in one worker thread, one set after the other. The thread starts with the first composition, is thrown away
 * after a failure, and ends by itself when idle: at rest composition costs no memory.
 */
export function createComposer({
  limits,
  log,
  entry = DEFAULT_ENTRY,
}: {
  limits: ComposeLimits;
  /** Hears why a composition gave no answer. */
  log: Pick<Logger, 'error'>;
  entry?: URL;
}): Composer {
  const waiting: Job[] = [];
  let running: Job | undefined;
  let thread: ComposeThread | undefined;
  let idle: NodeJS.Timeout | undefined;
  let closed = false;

  async function work(): Promise<void> {
    clearTimeout(idle);
    while ((running = waiting.shift())) {
      const { subgraphs, resolve, reject } = running;
      try {
        resolve(await composeNow(subgraphs));
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    }
    if (!closed) idle = setTimeout(() => void stopThread(), limits.idleMs).unref();
  }

  async function composeNow(subgraphs: readonly ComposeSubgraph[]): Promise<ComposeOutcome> {
    if (!thread || thread.isOver()) thread = startComposeThread(entry, limits);
    const answer = await thread.compose(subgraphs);
    if (closed) throw new Error('the composer was closed');
    if (answer.kind === 'failed') {
      log.error(
        { failure: answer.failure, detail: answer.detail, subgraphs: subgraphs.length },
        'composition failed',
      );
      await stopThread();
    }
    return toOutcome(answer);
  }

  async function stopThread(): Promise<void> {
    const stopping = thread;
    thread = undefined;
    await stopping?.stop();
  }

  return {
    compose(subgraphs) {
      if (closed) return Promise.reject(new Error('the composer was closed'));
      if (waiting.length >= limits.waitingMax)
        return Promise.resolve({
          kind: 'rejected',
          code: 'COMPOSITION_BUSY',
          message: `${waiting.length} compositions are waiting already; nothing was recorded.`,
        });
      const composed = (): Promise<ComposeOutcome> =>
        new Promise((resolve, reject) => {
          waiting.push({ subgraphs, resolve, reject });
          if (!running) void work();
        });
      const facts = { 'kontor.compose.subgraphs': subgraphs.length };
      return telemetry()?.step('kontor.compose', facts, composed) ?? composed();
    },

    async close() {
      closed = true;
      clearTimeout(idle);
      for (const { reject } of waiting.splice(0)) reject(new Error('the composer was closed'));
      await stopThread();
    },
  };
}

function toOutcome(answer: ThreadAnswer): ComposeOutcome {
  if (answer.kind === 'failed') return { kind: 'failed', failure: answer.failure };
  const { composition } = answer;
  switch (composition.kind) {
    case 'refused':
      return { kind: 'refused', problems: composition.problems };
    case 'composed':
      return {
        kind: 'composed',
        supergraph: { hash: composition.hash, sdl: composition.supergraphSdl, apiSdl: composition.apiSdl },
        hints: composition.hints,
      };
  }
}
