import type { Merge, Target } from './program.js';
import { define, own, readOwn, writeOwn } from './source-text.js';

/**
 * What is new is taken as it is; what is there already is completed, never replaced by null. Straight-line code for the
 * names that an answer brings:
 *
 *   v = s["name"]; if (v !== undefined) { k = t["name"]; if (k == null) t["name"] = v; else if (typeof k === 'object' && !deep(k, v)) fits = false; }
 */
export function compileMerge(names: readonly string[], interfaceObjects: ReadonlySet<string>): Merge {
  const statements = names.map((name) => {
    const known = readOwn('t', name);
    const set = writeOwn('t', name, 'v');
    if (name === '__typename')
      return `v = ${readOwn('s', name)}; if (v !== undefined) { k = ${known}; if (k == null || vague(k)) ${set} }`;
    return `v = ${readOwn('s', name)}; if (v !== undefined) { k = ${known}; if (k === undefined || k === null) { ${set} } else if (typeof k === 'object' && !deep(k, v)) fits = false; }`;
  });
  const body = `return function merge(t, s) { if (t === s) return true; let v, k, fits = true; ${statements.join('\n')} return fits; }`;
  const make = new Function('own', 'define', 'deep', 'vague', body) as (
    read: typeof own,
    write: typeof define,
    deep: MergeDeep,
    vague: IsVague,
  ) => Merge;
  /** An interface object carries its interface's name until a subgraph knows better. */
  const isVague: IsVague = (typename) => typeof typename === 'string' && interfaceObjects.has(typename);
  return make(own, define, (deep, given) => mergeDeep(deep, given, isVague), isVague);
}

type IsVague = (typename: unknown) => boolean;
type MergeDeep = (known: object, given: unknown) => boolean;

function mergeDeep(known: object, given: unknown, isVague: IsVague): boolean {
  if (given === null || given === undefined || known === given) return true;
  if (typeof given !== 'object' || Array.isArray(given) !== Array.isArray(known)) return false;
  if (!Array.isArray(known) || !Array.isArray(given))
    return mergeAll(known as Target, given as Target, isVague);
  // Two subgraphs may know lists of different lengths: what is there stays.
  if (given.length !== known.length) return true;
  let fits = true;
  for (let i = 0; i < known.length; i++) {
    const element: unknown = known[i];
    if (element === null) known[i] = given[i];
    else if (typeof element === 'object' && !mergeDeep(element as object, given[i], isVague)) fits = false;
  }
  return fits;
}

function mergeAll(target: Target, source: Target, isVague: IsVague): boolean {
  let fits = true;
  for (const name of Object.keys(source)) {
    const given = source[name];
    const known = own(target, name);
    if (known === undefined || known === null || (name === '__typename' && isVague(known)))
      define(target, name, given);
    else if (typeof known === 'object' && !mergeDeep(known, given, isVague)) fits = false;
  }
  return fits;
}
