/** References in one YAML file, nested ones multiplied: few bytes can unfold to gigabytes. */
export const YAML_ALIASES_MAX = 100;

/**
 * Where a configuration has the key `__proto__`, which no part of it can be named: checking drops it without a word, so
 * that what stands below it would be missing later. Undefined when it has none.
 */
export function findForbiddenKey(value: unknown): readonly string[] | undefined {
  // A value that is referred to twice is looked at once, and one that refers to itself is no endless way.
  const seen = new Set<object>();
  const find = (inner: unknown, path: readonly string[]): readonly string[] | undefined => {
    if (typeof inner !== 'object' || inner === null || seen.has(inner)) return undefined;
    seen.add(inner);
    for (const key of Object.keys(inner)) {
      const here = [...path, key];
      const found = key === FORBIDDEN_KEY ? here : find((inner as Record<string, unknown>)[key], here);
      if (found) return found;
    }
    return undefined;
  };
  return find(value, []);
}

const FORBIDDEN_KEY = '__proto__';
