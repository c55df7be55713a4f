import type { Rewrite } from '../../../gateway/src/plan/query-plan.js';
import type { IsOfType } from '../../../gateway/src/plan/type-test.js';

export type Tree = Record<string, unknown>;

const isObject = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object, and where it is. */
export interface Place {
  readonly object: Tree;
  readonly path: readonly (string | number)[];
}

export interface Target extends Place {
  /** The objects on the way to it, from the root on, with itself. */
  readonly lineage: readonly Tree[];
}

/** The objects at a path of a plan, and where each is. */
export function targetsAt(
  value: unknown,
  path: readonly string[],
  here: Target['path'] = [],
  above: Target['lineage'] = [],
): Target[] {
  const [step, ...rest] = path;
  if (Array.isArray(value))
    return step === '@' ? value.flatMap((one, index) => targetsAt(one, rest, [...here, index], above)) : [];
  if (!isObject(value)) return [];
  const lineage = [...above, value];
  if (step === undefined) return [{ object: value, path: here, lineage }];
  return step === '@' ? [] : targetsAt(own(value, step), rest, [...here, step], lineage);
}

/** Where the value of a variable is: so many objects up, then by names and `... on Type`. */
export function readAbove(lineage: readonly Tree[], path: readonly string[], isOfType: IsOfType): unknown {
  const down = path.filter((step) => step !== '..');
  return readDown(lineage.at(-1 - (path.length - down.length)), down, isOfType);
}

function readDown(value: unknown, path: readonly string[], isOfType: IsOfType): unknown {
  const [step, ...rest] = path;
  if (step === undefined || value === undefined || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => readDown(one, path, isOfType) ?? null);
  if (!isObject(value)) return undefined;
  if (!step.startsWith('... on ')) return readDown(own(value, step), rest, isOfType);
  const typename = own(value, '__typename');
  const applies = typeof typename === 'string' && isOfType(typename, step.slice('... on '.length));
  return applies ? readDown(value, rest, isOfType) : undefined;
}

export const own = (object: Readonly<Tree>, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;

/** Completes what is there; an interface object gives way to a concrete type. False: something did not fit, and is left out. */
export function merge(into: Tree, from: Readonly<Tree>, interfaceObjects: ReadonlySet<string>): boolean {
  let fits = true;
  for (const [name, value] of Object.entries(from)) {
    const known = own(into, name);
    const isVague = name === '__typename' && interfaceObjects.has(String(known));
    if (known === undefined || known === null || isVague)
      Object.defineProperty(into, name, { value, enumerable: true, writable: true, configurable: true });
    else if (!mergeValues(known, value, interfaceObjects)) fits = false;
  }
  return fits;
}

function mergeValues(known: unknown, value: unknown, interfaceObjects: ReadonlySet<string>): boolean {
  if (isObject(known) && isObject(value)) return merge(known, value, interfaceObjects);
  if (Array.isArray(known) && Array.isArray(value))
    return known.map((one, index) => mergeValues(one, value[index], interfaceObjects)).every(Boolean);
  return typeof known !== 'object' || known === null || value === null || value === undefined;
}

/** The answer with the names that the plan says. */
export function rename(rewrites: readonly Rewrite[], answer: Tree, isOfType: IsOfType): Tree {
  for (const rewrite of rewrites) {
    if (rewrite.kind !== 'KeyRenamer') continue;
    const steps = rewrite.path.slice(0, -1);
    for (const object of objectsAt(answer, steps, isOfType)) {
      const name = rewrite.path.at(-1) ?? '';
      if (!Object.hasOwn(object, name)) continue;
      object[rewrite.renameKeyTo] = object[name];
      delete object[name];
    }
  }
  return answer;
}

function objectsAt(value: unknown, steps: readonly string[], isOfType: IsOfType): Tree[] {
  if (Array.isArray(value)) return value.flatMap((one) => objectsAt(one, steps, isOfType));
  if (!isObject(value)) return [];
  const [step, ...rest] = steps;
  if (step === undefined) return [value];
  if (!step.startsWith('... on ')) return objectsAt(own(value, step), rest, isOfType);
  const typename = own(value, '__typename');
  const applies = typeof typename !== 'string' || isOfType(typename, step.slice('... on '.length));
  return applies ? objectsAt(value, rest, isOfType) : [];
}
