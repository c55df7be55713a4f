/**
 * A copy of what JSON.parse gave, which may be changed without changing the original; strings are not copied. Throws a
 * RangeError when it nests deeper than the stack reaches: JSON.parse does not mind.
 */
export function copyJson<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return copyList(value) as T;
  // Copies an own `__proto__` as what it is, too; assigning to it afterwards touches no prototype.
  const copy = { ...value } as Record<string, unknown>;
  for (const name in copy) {
    const inner = copy[name];
    if (typeof inner === 'object' && inner !== null) copy[name] = copyJson(inner);
  }
  return copy as T;
}

function copyList(list: readonly unknown[]): unknown[] {
  const copy = list.slice();
  for (let i = 0; i < copy.length; i++) {
    const inner = copy[i];
    if (typeof inner === 'object' && inner !== null) copy[i] = copyJson(inner);
  }
  return copy;
}
