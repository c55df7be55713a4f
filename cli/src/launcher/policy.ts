/**
 * When a process that ended is started again, and when it is given up. Pure: the clock is an argument.
 *
 *            start                 ready
 *   stopped ------->  starting  --------->  running
 *      ^                  |  exit              |  exit
 *      | stop             v                    v
 *      +------------- too many restarts within the window?
 *      |                  | no                 | yes
 *      |                  v                    v
 *      +----------     waiting              given up  (terminal: everything is stopped)
 *         stop            |
 *                         | backoff is over
 *                         v
 *                      starting
 */
export interface RestartLimits {
  /** So many restarts within the window are tried; the next exit gives up. */
  restartsMax: number;
  windowMs: number;
  /** The wait before the first restart of a window; it doubles with each further one. */
  backoffFirstMs: number;
  backoffMaxMs: number;
}

export const RESTART_LIMITS: RestartLimits = {
  restartsMax: 5,
  windowMs: 60_000,
  backoffFirstMs: 100,
  backoffMaxMs: 5_000,
};

/** When restarts happened, in ms, oldest first. */
export type RestartHistory = readonly number[];

export type RestartDecision =
  | { kind: 'restart'; afterMs: number; history: RestartHistory }
  | { kind: 'give-up'; restarts: number; windowMs: number };

/** What to do about an exit at `nowMs`. A process that ran well for a whole window starts with a clean history. */
export function decideRestart(
  history: RestartHistory,
  nowMs: number,
  limits: RestartLimits = RESTART_LIMITS,
): RestartDecision {
  const recent = history.filter((at) => nowMs - at < limits.windowMs);
  if (recent.length >= limits.restartsMax)
    return { kind: 'give-up', restarts: recent.length, windowMs: limits.windowMs };
  const afterMs = Math.min(limits.backoffMaxMs, limits.backoffFirstMs * 2 ** recent.length);
  return { kind: 'restart', afterMs, history: [...recent, nowMs + afterMs] };
}
