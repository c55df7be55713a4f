/** Chance that repeats itself: the same seed, the same choices. */
export interface SeededRandom {
  /** Of `from` to `to`, both included. */
  between(from: number, to: number): number;
  /** One of them. */
  oneOf<T>(choices: readonly T[]): T;
}

export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  // A linear congruence (Knuth's constants); its upper bits are good enough to choose by.
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const between = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    between,
    oneOf<T>(choices: readonly T[]): T {
      const chosen = choices[between(0, choices.length - 1)];
      if (chosen === undefined) throw new Error('nothing to choose from');
      return chosen;
    },
  };
}
