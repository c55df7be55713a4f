import { placeOf, type Place } from './brought.js';
import type { PlanPath } from './query-plan.js';
import type { Claim } from './program.js';

/** What an answer becomes before it is written into; the program makes it when it is first needed. */
export const lazyClaim = (make: () => Claim): Claim => {
  let claim: Claim | undefined;
  return (answer) => (claim ??= make())(answer);
};

/**
 * An answer that others hold, too, must stay as it is, but later fetches write into it. So what they write into is
 * copied, and nothing else:
 *
 *   users reviews {id body product {upc}}, products write below users/reviews/product
 *     -> { reviews: [ { …review, product: { …product } } ] }
 *
 * `written`: all places that other fetches write.
 */
export function compileClaim(paths: readonly PlanPath[], written: Iterable<Place>): Claim {
  const copied: Copied = new Map();
  for (const place of written)
    for (const path of paths) {
      const start = placeOf(path);
      if (start !== '' && !place.startsWith(`${start}/`)) continue;
      let at = copied;
      for (const name of place.slice(start === '' ? 0 : start.length + 1).split('/')) {
        const next = at.get(name) ?? new Map();
        at.set(name, next);
        at = next;
      }
    }
  return copied.size === 0 ? (answer) => answer : (answer) => copyObject(answer, copied);
}

/** By the name of what is to be copied, what is inside. */
type Copied = Map<string, Copied>;

function copyObject<T extends Readonly<Record<string, unknown>>>(object: T, copied: Copied): T {
  const copy = { ...object };
  for (const [name, inside] of copied) {
    const value = Object.hasOwn(copy, name) ? copy[name] : undefined;
    if (typeof value === 'object' && value !== null)
      Object.defineProperty(copy, name, {
        value: copyValue(value, inside),
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
  return copy;
}

function copyValue(value: unknown, inside: Copied): unknown {
  if (Array.isArray(value)) return value.map((element: unknown) => copyValue(element, inside));
  if (typeof value !== 'object' || value === null || inside.size === 0) return value;
  return copyObject(value as Readonly<Record<string, unknown>>, inside);
}
