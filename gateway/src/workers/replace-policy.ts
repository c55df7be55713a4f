/** How often workers may die before it is no accident. */
export interface ReplaceLimits {
  /** Deaths are counted over this long. */
  windowMs: number;
  /** So many deaths in the window are borne with; then replacing becomes slow, or ends if nobody is left. */
  deathsMax: number;
  /** Before the second replacement in a window; doubled at each further one. The first is at once. */
  backoffMsFirst: number;
  backoffMsMax: number;
}

export const DEFAULT_REPLACE_LIMITS: ReplaceLimits = {
  windowMs: 60_000,
  deathsMax: 5,
  backoffMsFirst: 250,
  backoffMsMax: 10_000,
};

export type Replacement = { readonly kind: 'after'; readonly delayMs: number } | { readonly kind: 'give-up' };

/**
 * What to do about a death; pure.
 *
 * @param deathsMs when workers died, the last one now
 * @param othersServe whether clients are answered meanwhile
 */
export function replacementFor(
  deathsMs: readonly number[],
  othersServe: boolean,
  limits: ReplaceLimits = DEFAULT_REPLACE_LIMITS,
): Replacement {
  const now = deathsMs.at(-1) ?? 0;
  const recent = deathsMs.filter((at) => now - at < limits.windowMs).length;
  if (recent > limits.deathsMax)
    return othersServe ? { kind: 'after', delayMs: limits.backoffMsMax } : { kind: 'give-up' };
  const delayMs = recent <= 1 ? 0 : limits.backoffMsFirst * 2 ** (recent - 2);
  return { kind: 'after', delayMs: Math.min(delayMs, limits.backoffMsMax) };
}
