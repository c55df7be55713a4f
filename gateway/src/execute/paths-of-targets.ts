import type { Target } from '../plan/program.js';

export type ResponsePath = readonly (string | number)[];

/** Where each of them is in the answer. An object can be in several places: answers to equal questions are shared. */
export function pathsOfTargets(
  tree: Target,
  paths: readonly (readonly string[])[],
): ReadonlyMap<Target, ResponsePath[]> {
  const found = new Map<Target, ResponsePath[]>();
  const visit = (value: unknown, path: readonly string[], at: number, here: ResponsePath): void => {
    if (typeof value !== 'object' || value === null) return;
    const step = path[at];
    if (step === undefined) {
      const target = value as Target;
      found.set(target, [...(found.get(target) ?? []), [...here]]);
    } else if (step === '@') {
      if (Array.isArray(value))
        value.forEach((element, index) => visit(element, path, at + 1, [...here, index]));
    } else if (Object.hasOwn(value, step)) visit((value as Target)[step], path, at + 1, [...here, step]);
  };
  for (const path of paths) visit(tree, path, 0, []);
  return found;
}

/** '@' is no path of a response: the list is. */
export function listPath(path: readonly string[]): readonly string[] {
  const list = path.indexOf('@');
  return list === -1 ? path : path.slice(0, list);
}
