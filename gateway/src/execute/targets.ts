/** An object of the tree that more is fetched for. */
export type Target = Record<string, unknown>;

/** The objects at `path`, in order; '@' is each element of a list. */
export function collectTargets(tree: Target, path: readonly string[]): Target[] {
  const targets: Target[] = [];
  walk(tree, path, 0, targets);
  return targets;
}

function walk(value: unknown, path: readonly string[], at: number, into: Target[]): void {
  if (typeof value !== 'object' || value === null) return;
  const step = path[at];
  if (step === undefined) {
    if (!Array.isArray(value)) into.push(value as Target);
    return;
  }
  if (step === '@') {
    if (Array.isArray(value)) for (const element of value) walk(element, path, at + 1, into);
    return;
  }
  if (Object.hasOwn(value, step)) walk((value as Target)[step], path, at + 1, into);
}

/** Where each of them is in the answer. An object can be in several places: answers to equal questions are shared. */
export function pathsOfTargets(
  tree: Target,
  path: readonly string[],
): ReadonlyMap<Target, (string | number)[][]> {
  const paths = new Map<Target, (string | number)[][]>();
  const visit = (value: unknown, at: number, here: readonly (string | number)[]): void => {
    if (typeof value !== 'object' || value === null) return;
    const step = path[at];
    if (step === undefined) {
      const target = value as Target;
      paths.set(target, [...(paths.get(target) ?? []), [...here]]);
    } else if (step === '@') {
      if (Array.isArray(value)) value.forEach((element, index) => visit(element, at + 1, [...here, index]));
    } else if (Object.hasOwn(value, step)) visit((value as Target)[step], at + 1, [...here, step]);
  };
  visit(tree, 0, []);
  return paths;
}
