import type { Lack } from '../plan/find-lack.js';
import { Latin1Writer } from '../plan/latin1-writer.js';
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
  /** Of each representation, the first entity that has it. */
  const firsts: Entity[] = [];
  const byText = new Map<string, number>();
  const byType = new Map<Represent, Map<unknown, number>>();
  const written = new WrittenList();
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
    // A new key tells that the text is new, too. Objects are new whatever they hold: no key.
    if (known && byKey && seen === undefined && typeof key !== 'object') {
      if (written.add(known, target)) {
        indexes[i] = firsts.push(target) - 1;
        byKey.set(key, firsts.length - 1);
        continue;
      }
    } else {
      const text = known?.write(target);
      if (known && text !== undefined) {
        const isSeen = seen !== undefined && known.write(firsts[seen] as Entity) === text;
        let index = isSeen ? seen : byText.get(text);
        if (index === undefined) {
          index = firsts.push(target) - 1;
          byText.set(text, index);
          written.addText(text);
        }
        indexes[i] = index;
        continue;
      }
    }
    indexes[i] = -1;
    if (representSome.some((one) => one(typename, target)?.write(target) !== undefined)) return INCOMPLETE;
    const lack = known?.lackOf(target);
    if (lack) lacking.push({ target, lack });
  }
  return { targets, indexes, count: firsts.length, text: written.take(), lacking };
}

function keysOf(byType: Map<Represent, Map<unknown, number>>, represent: Represent): Map<unknown, number> {
  let keys = byType.get(represent);
  if (!keys) byType.set(represent, (keys = new Map()));
  return keys;
}

/** One list is written at a time, from its first to its last in one turn. */
const WRITER = new Latin1Writer();
const COMMA = Buffer.from(',');

/** Representations with commas between them: in the writer, as long as they fit there. */
class WrittenList {
  /** What stands before what is in the writer. */
  #before = '';

  constructor() {
    WRITER.restart();
  }

  /** False: it has not all that is required. */
  add(represent: Represent, entity: Entity): boolean {
    const { put } = represent;
    if (put) {
      const start = WRITER.length;
      if (start > 0 || this.#before !== '') WRITER.constant(COMMA);
      const outcome = put(entity, WRITER);
      if (outcome === 'put') return true;
      WRITER.rewind(start);
      if (outcome === 'lacking') return false;
    }
    const text = represent.write(entity);
    if (text !== undefined) this.addText(text);
    return text !== undefined;
  }

  addText(text: string): void {
    const isFirst = this.#before === '' && WRITER.length === 0;
    this.#before += `${WRITER.take()}${isFirst ? '' : ','}${text}`;
    WRITER.restart();
  }

  take(): string {
    return this.#before + WRITER.take();
  }
}
