import type { SourceState } from './source.js';

export interface PollLimits {
  /** How long the platform may hold a poll. */
  waitMs: number;
  /** From an answer to the next poll, at least. */
  pollIntervalMsMin: number;
  /** How often to ask while the variant has no supergraph; such a question is not held. */
  notReadyIntervalMs: number;
  /** First pause after a failure; doubled at each further one. */
  backoffMsFirst: number;
  backoffMsMax: number;
}

/** What comes next: a pause, then a question that the platform may hold for `waitMs`. */
export interface Poll {
  readonly pauseMs: number;
  readonly waitMs: number;
}

/**
 * The pace at which a gateway asks; pure. Many gateways follow one platform, and all of them hear of a publish, or lose
 * touch, in the same moment. So that they do not come back in one either, every interval is drawn from a range.
 *
 * - In touch, a question is held for three quarters to the whole of `waitMs`, and the next one comes a little later:
 *   never at once, or a platform that answers each immediately would make a hot loop.
 * - Out of touch, the pause doubles up to its limit; the question is not held, so that an answer that nothing has
 *   changed (304) tells at once that the platform is back.
 *
 * @param random from 0 to 1
 */
export function nextPoll(
  state: SourceState,
  failures: number,
  limits: PollLimits,
  random: () => number,
): Poll {
  switch (state.kind) {
    case 'connected':
      return {
        pauseMs: limits.pollIntervalMsMin * (1 + random()),
        waitMs: Math.round(limits.waitMs * (0.75 + random() / 4)),
      };
    case 'waiting':
      return { pauseMs: limits.notReadyIntervalMs * (0.75 + random() / 2), waitMs: limits.waitMs };
    case 'stale': {
      const doubled = limits.backoffMsFirst * 2 ** Math.min(failures - 1, 30);
      return { pauseMs: Math.min(limits.backoffMsMax, doubled) * (0.5 + random() / 2), waitMs: 0 };
    }
  }
}
