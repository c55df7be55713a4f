import type { Rewrite } from './query-plan.js';
import type { IsOfType } from './type-test.js';

/** Sets or renames what the planner says, wherever the path leads; lists are gone through. Changes the value. */
export function applyRewrites(rewrites: readonly Rewrite[], value: unknown, isOfType: IsOfType): void {
  for (const rewrite of rewrites) applyAt(rewrite.path, 0, value, rewrite, isOfType);
}

const FRAGMENT = '... on ';

function applyAt(
  path: readonly string[],
  at: number,
  value: unknown,
  rewrite: Rewrite,
  isOfType: IsOfType,
): void {
  if (Array.isArray(value)) {
    for (const element of value) applyAt(path, at, element, rewrite, isOfType);
    return;
  }
  const step = path[at];
  if (typeof value !== 'object' || value === null || step === undefined) return;
  const object = value as Record<string, unknown>;
  if (step.startsWith(FRAGMENT)) {
    const typename = object['__typename'];
    if (typeof typename !== 'string' || isOfType(typename, step.slice(FRAGMENT.length)))
      applyAt(path, at + 1, object, rewrite, isOfType);
    return;
  }
  if (at < path.length - 1) {
    if (Object.hasOwn(object, step)) applyAt(path, at + 1, object[step], rewrite, isOfType);
    return;
  }
  switch (rewrite.kind) {
    case 'ValueSetter':
      return define(object, step, rewrite.setValueTo);
    case 'KeyRenamer':
      if (!Object.hasOwn(object, step)) return;
      define(object, rewrite.renameKeyTo, object[step]);
      delete object[step];
  }
}

/** Never the prototype, whatever the name. */
function define(object: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
