import type { Composer } from '@kontor/composer';
import type { ComposedSupergraph } from '@kontor/composer/outcome';
import type { SupergraphVerdict } from '@kontor/gateway';
import { changedCoordinates } from '@kontor/federation';
import { findErrorCode } from '@kontor/protocol';
import type { Board } from './board.js';
import { composeRound, type Round } from './compose-round.js';
import { troubleNews, type Choice, type Trouble } from './decide.js';
import type { DevEvent } from './events.js';
import type { SourceFacts } from './facts.js';

export interface RoundParts {
  readonly board: Board;
  readonly compose: Composer['compose'];
  readonly hand: (sdl: string) => Promise<SupergraphVerdict>;
  readonly tell: (event: DevEvent) => void;
  /** A defect of ours: the loop ends with it. */
  readonly onDefect: (error: unknown) => void;
}

export interface Rounds {
  /** Something is new at this source; what comes while a round is under way leads to one more. */
  wake(source: string): void;
  /** Begins no round while `work` is under way; then one with all that was new meanwhile. */
  holdDuring<T>(work: () => Promise<T>): Promise<T>;
  /** Waits for the round under way, and begins none any more. */
  close(): Promise<void>;
}

/** From news to what is served and said: one round after the other. */
export function createRounds({ board, compose, hand, tell, onDefect }: RoundParts): Rounds {
  let news = new Map<string, number>();
  let running: Promise<void> | undefined;
  let closed = false;
  let held = 0;
  let serving: { supergraph: ComposedSupergraph; since: Date } | undefined;
  let troubles: readonly Trouble[] = [];
  let lastRefused = false;

  function begin(): void {
    if (closed || held > 0 || news.size === 0) return;
    running ??= work()
      .catch((error: unknown) => {
        // A composition that is broken off by the end is none.
        if (!closed) onDefect(error);
      })
      .finally(() => {
        running = undefined;
        begin();
      });
  }

  async function work(): Promise<void> {
    while (news.size > 0 && held === 0 && !closed) {
      const because = [...news.keys()];
      const sinceMs = Math.min(...news.values());
      news = new Map();
      const facts = board.facts();
      const round = await composeRound(facts, compose);
      if (closed) return;
      tellTroubles(round.choice);
      await conclude(round, facts, because, sinceMs);
    }
  }

  function tellTroubles({ troubles: now }: Choice): void {
    for (const item of troubleNews(troubles, now))
      tell(
        item.kind === 'trouble'
          ? { kind: 'trouble', trouble: item.trouble }
          : { kind: 'peer-back', source: item.source },
      );
    troubles = now;
  }

  async function conclude(
    round: Round,
    facts: readonly SourceFacts[],
    because: readonly string[],
    sinceMs: number,
  ): Promise<void> {
    if (round.kind === 'refused') return refuse(round.choice, round.problems, because);
    const { choice, supergraph, hints } = round;
    const verdict = await hand(supergraph.sdl);
    switch (verdict.kind) {
      case 'refused':
        return refuse(choice, [problemOfGateway(verdict)], because);
      case 'unchanged':
        if (lastRefused) tell({ kind: 'mended', because });
        break;
      case 'serving':
        tell({
          kind: 'composed',
          hash: supergraph.hash,
          subgraphs: choice.taken,
          hints,
          changes: serving ? changedCoordinates(serving.supergraph.apiSdl, supergraph.apiSdl) : null,
          because,
          tookMs: Math.round(performance.now() - sinceMs),
        });
        serving = { supergraph, since: new Date() };
    }
    lastRefused = false;
    await board.composed(facts, choice.taken, new Set(choice.troubles.map(({ source }) => source)));
  }

  function refuse(
    { taken }: Choice,
    problems: Extract<DevEvent, { kind: 'refused' }>['problems'],
    because: readonly string[],
  ): void {
    lastRefused = true;
    tell({
      kind: 'refused',
      problems,
      subgraphs: taken,
      because,
      serving: serving ? { hash: serving.supergraph.hash, since: serving.since } : null,
    });
  }

  return {
    wake(source) {
      if (!news.has(source)) news.set(source, performance.now());
      begin();
    },
    async holdDuring(work) {
      held += 1;
      const done = await work().finally(() => (held -= 1));
      begin();
      return done;
    },
    async close() {
      closed = true;
      await running;
    },
  };
}

const problemOfGateway = ({ code, message }: Extract<SupergraphVerdict, { kind: 'refused' }>) => ({
  code,
  message,
  fix: findErrorCode(code)?.fix ?? '',
  locations: [],
});
