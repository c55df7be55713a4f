/** What is killed with -9. `all` leaves the launcher to bring it back; `everything` takes the launcher with it. */
export const TARGETS = ['platform', 'gateway', 'database', 'all', 'everything'] as const;
export type Target = (typeof TARGETS)[number];

/**
 * What goes on meanwhile: a publish that is not answered yet, a launch that is recorded and not completed, an
 * acknowledged launch on its way to the gateway, sample data being written, a migration being applied.
 */
export const KINDS = ['publish', 'launch', 'delivery', 'seed', 'migration'] as const;
export type Kind = (typeof KINDS)[number];

export interface Moment {
  /** From 1. */
  readonly number: number;
  readonly kind: Kind;
  readonly target: Target;
  /** When, as a share (0 to 1) of the time that the thing usually takes. */
  readonly at: number;
}

const CELLS = TARGETS.flatMap((target) => KINDS.map((kind) => ({ target, kind })));

/**
 * The moments of a seed, the same at each call: every round has each target at each kind of moment once, in an order of
 * its own. Pure.
 */
export function drawMoments(seed: number, count: number): Moment[] {
  const random = randomOf(seed);
  const moments: Moment[] = [];
  while (moments.length < count)
    for (const cell of shuffle(CELLS, random))
      moments.push({ ...cell, number: moments.length + 1, at: random() });
  return moments.slice(0, count);
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const left = [...items];
  const drawn: T[] = [];
  while (left.length > 0) drawn.push(...left.splice(Math.floor(random() * left.length), 1));
  return drawn;
}

/** A linear congruential generator (Numerical Recipes' constants): plenty for choosing moments. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
