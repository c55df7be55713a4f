import { ProcessError } from '@kontor/http';

/** Bounds on composition: schemas come from outside, and some small ones are very costly. */
export interface ComposeLimits {
  /** Heap of the worker thread; over it, the thread ends and the process does not notice. */
  readonly heapMb: number;
  /** One composition, from hand-over to answer. */
  readonly timeoutMs: number;
  /** Until a new thread has loaded the composer. */
  readonly bootTimeoutMs: number;
  /** After this long without work the thread ends, to give its memory back. */
  readonly idleMs: number;
  /** Compositions waiting for the thread. */
  readonly waitingMax: number;
}

export const DEFAULT_COMPOSE_LIMITS: ComposeLimits = {
  heapMb: 512,
  timeoutMs: 15_000,
  bootTimeoutMs: 30_000,
  idleMs: 10_000,
  waitingMax: 100,
};

/** Composition recurses along key paths; the default of 4 MB overflows on supergraphs that are merely large. */
export const WORKER_STACK_MB = 16;

/**
 * Space for new objects. V8 keeps what a thread has used for the next one, so the process grows by the thread's peak;
 * with less of this the peak is a third lower, and composing takes as long.
 */
export const WORKER_YOUNG_GENERATION_MB = 8;

/**
 * The defaults, with KONTOR_COMPOSE_HEAP_MB and KONTOR_COMPOSE_TIMEOUT_MS in their place where set.
 * Throws ENVIRONMENT_INVALID when one is no whole number of a sensible size.
 */
export function composeLimitsFrom(env: Readonly<Record<string, string | undefined>>): ComposeLimits {
  return {
    ...DEFAULT_COMPOSE_LIMITS,
    heapMb: wholeNumber(env, 'KONTOR_COMPOSE_HEAP_MB', DEFAULT_COMPOSE_LIMITS.heapMb, 16, 16_384),
    timeoutMs: wholeNumber(env, 'KONTOR_COMPOSE_TIMEOUT_MS', DEFAULT_COMPOSE_LIMITS.timeoutMs, 1, 600_000),
  };
}

function wholeNumber(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  fallback: number,
  min: number,
  max: number,
): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max)
    throw new ProcessError(
      'ENVIRONMENT_INVALID',
      `${name} is "${text}"; expected a whole number from ${min} to ${max}.`,
    );
  return value;
}
