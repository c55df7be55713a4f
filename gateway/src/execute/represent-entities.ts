import type { Lack } from '../plan/find-lack.js';
import type { Entity, EntityStepPart, Represent, Target } from '../plan/program.js';

/** The entities of one part of a request: each once, whoever they belong to. */
export interface Representations {
  readonly targets: readonly Target[];
  /** Of each target, the index of its representation; -1 when it has none. */
  readonly indexes: readonly number[];
  readonly count: number;
  /** JSON, without the brackets around it. */
  readonly text: string;
  /** Those of a type that is asked for which have not all that it takes. */
  readonly lacking: readonly Lacking[];
}

export interface Lacking {
  readonly target: Target;
  readonly lack: Lack;
}

/** Some entity has not all that a fused part requires, yet what one of those takes that it was fused of. */
export const INCOMPLETE: unique symbol = Symbol('incomplete');

/** Equal representations are sent once: the answer to one is the answer to all. */
export function representEntities(
  { represent, representSome }: EntityStepPart,
  targets: readonly Target[],
): Representations | typeof INCOMPLETE {
  const indexes = new Array<number>(targets.length);
  const lacking: Lacking[] = [];
  const firsts: Entity[] = [];
  const texts: string[] = [];
  const byText = new Map<string, number>();
  const byType = new Map<Represent, Map<unknown, number>>();
  let all = '';
  let typename: unknown;
  let known: Represent | undefined;
  let byKey: Map<unknown, number> | undefined;

  for (let i = 0; i < targets.length; i++) {
    const target = targets[i] as Target;
    if (i === 0 || target['__typename'] !== typename) {
      typename = target['__typename'];
      known = represent(typename, target);
      byKey = known?.keys && keysOf(byType, known);
    }
    const key = known?.keys?.of(target);
    const seen = byKey?.get(key);
    if (seen !== undefined && known?.keys?.isSame(firsts[seen] as Entity, target)) {
      indexes[i] = seen;
      continue;
    }
    const text = known?.write(target);
    if (text === undefined) {
      indexes[i] = -1;
      if (representSome.some((one) => one(typename, target)?.write(target) !== undefined)) return INCOMPLETE;
      const lack = known?.lackOf(target);
      if (lack) lacking.push({ target, lack });
      continue;
    }
    // A new key tells that the text is new, too. Objects are new whatever they hold: no key.
    const hasNewKey = byKey !== undefined && seen === undefined && typeof key !== 'object';
    let index = hasNewKey ? undefined : seen !== undefined && texts[seen] === text ? seen : byText.get(text);
    if (index === undefined) {
      index = firsts.push(target) - 1;
      texts.push(text);
      all += index === 0 ? text : `,${text}`;
      if (hasNewKey) byKey?.set(key, index);
      else byText.set(text, index);
    }
    indexes[i] = index;
  }
  return { targets, indexes, count: firsts.length, text: all, lacking };
}

function keysOf(byType: Map<Represent, Map<unknown, number>>, represent: Represent): Map<unknown, number> {
  let keys = byType.get(represent);
  if (!keys) byType.set(represent, (keys = new Map()));
  return keys;
}
