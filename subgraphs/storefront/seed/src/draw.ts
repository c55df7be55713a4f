/** Draws from one deterministic stream. The same stream and index give the same draws on every machine, for ever. */
export interface Draw {
  /** In [0, 1), with 32 bits. */
  unit(): number;
  /** A whole number in [min, max], both included. */
  integer(min: number, max: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of the items, each as likely as the others. */
  pick<T>(items: readonly T[]): T;
  /** One of the items, each as likely as its weight says. */
  pickWeighted<T>(items: readonly (readonly [item: T, weight: number])[]): T;
}

/**
 * One stream per kind of record and one index per record, so that record 9,999 can be drawn without the 9,999 before
 * it: every subgraph computes what it needs of another's data instead of asking for it.
 */
export function createDraw(stream: string, index: number): Draw {
  let state = mix32(hashText(stream) ^ mix32(index));
  const unit = (): number => {
    // A Weyl sequence through a mixer: all 32-bit states are visited before one repeats.
    state = (state + 0x9e3779b9) | 0;
    return (mix32(state) >>> 0) / 4_294_967_296;
  };
  return {
    unit,
    integer: (min, max) => min + Math.floor(unit() * (max - min + 1)),
    chance: (probability) => unit() < probability,
    pick: (items) => itemAt(items, Math.floor(unit() * items.length)),
    pickWeighted: (items) => {
      const total = items.reduce((sum, [, weight]) => sum + weight, 0);
      let rest = unit() * total;
      for (const [item, weight] of items) {
        rest -= weight;
        if (rest < 0) return item;
      }
      return itemAt(items, items.length - 1)[0];
    },
  };
}

/** A bijection of the 32-bit numbers that leaves no visible order. */
export function mix32(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}

/** FNV-1a. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

/** The item at an index that is known to exist. Throws a RangeError otherwise: a bug in the sample data. */
export function itemAt<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError(`The sample data has no item ${index} of ${items.length}.`);
  return item;
}
