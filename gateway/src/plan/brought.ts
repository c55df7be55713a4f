import { Kind, print, type FieldNode, type SelectionSetNode } from 'graphql';
import { partsOf, type EntityPart, type PlannedFetch } from './fetch-graph.js';
import type { PlanPath, RequiredSelection, Rewrite } from './query-plan.js';

/** A place in the tree by response names, whatever the types and the lists on the way: `users/reviews/author`. */
export type Place = string;

export const placeOf = (path: PlanPath): Place => path.filter((step) => step !== '@').join('/');

const below = (place: Place, name: string): Place => (place === '' ? name : `${place}/${name}`);

/** By what it was worked out from, which rewriting passes on: rules ask again and again. */
const known = new WeakMap<PlannedFetch['content'], ReadonlyMap<Place, string>>();

/** What a fetch writes into the tree, with the field that is asked for there. */
export function broughtBy({ content, operation }: PlannedFetch): ReadonlyMap<Place, string> {
  const brought = known.get(content);
  if (brought) return brought;
  const into = new Map<Place, string>();
  known.set(content, into);
  if (content.kind === 'root')
    addSelections(operation.selectionSet, placeOf(content.path), [], content.outputRewrites, into);
  else for (const part of content.parts) addPart(part, into);
  return into;
}

/** What a selection brings, below a place. */
export function placesOf(set: SelectionSetNode, place: Place): ReadonlySet<Place> {
  const into = new Map<Place, string>();
  addSelections(set, place, [], [], into);
  return new Set(into.keys());
}

export function broughtByParts(parts: readonly EntityPart[]): readonly Place[] {
  const into = new Map<Place, string>();
  for (const part of parts) addPart(part, into);
  return [...into.keys()];
}

function addPart(part: EntityPart, into: Map<Place, string>): void {
  for (const path of part.paths)
    addSelections(part.selectionSet, placeOf(path), [], part.outputRewrites, into);
}

function addSelections(
  set: SelectionSetNode,
  place: Place,
  inside: readonly string[],
  rewrites: readonly Rewrite[],
  into: Map<Place, string>,
): void {
  for (const selection of set.selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) throw new Error('a fragment spread in a fetch');
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      addSelections(selection.selectionSet, place, inside, rewrites, into);
      continue;
    }
    const name = (selection.alias ?? selection.name).value;
    // Both names: what one type's field is renamed for may be the other's own.
    for (const final of [name, ...renamedTo([...inside, name], rewrites)]) {
      const here = below(place, final);
      into.set(here, headOf(selection));
      if (selection.selectionSet)
        addSelections(selection.selectionSet, here, [...inside, name], rewrites, into);
    }
  }
}

/** `price(currency: "USD")`, without what is asked for inside. */
const headOf = ({ name, arguments: given = [], directives = [] }: FieldNode): string =>
  print({ kind: Kind.FIELD, name, arguments: given, directives });

const renamedTo = (path: readonly string[], rewrites: readonly Rewrite[]): readonly string[] =>
  rewrites.flatMap((rewrite) => {
    if (rewrite.kind !== 'KeyRenamer') return [];
    const at = rewrite.path.filter((step) => !step.startsWith('... on '));
    return at.length === path.length && at.every((step, index) => step === path[index])
      ? [rewrite.renameKeyTo]
      : [];
  });

/** Where a fetch looks before it is sent: the way to its entities, and what it sends of them. */
export function readBy({ content }: PlannedFetch): ReadonlySet<Place> {
  const into = new Set<Place>();
  if (content.kind === 'root') addWay(content.path, into);
  else
    for (const { paths, requires } of content.parts)
      for (const path of paths) {
        addWay(path, into);
        addRequired(requires, placeOf(path), into);
      }
  return into;
}

/** What a fetch needs of its entities, and of what is above them for its variables; not the way there. */
export function requiredBy(fetch: PlannedFetch): ReadonlySet<Place> {
  const into = new Set<Place>();
  for (const { paths, requires } of partsOf(fetch))
    for (const path of paths) {
      addRequired(requires, placeOf(path), into);
      const names = path.filter((step) => step !== '@');
      for (const read of fetch.context) {
        let place = placeOf(names.slice(0, names.length - read.up));
        for (const step of read.path.filter((one) => !one.startsWith('... on ')))
          into.add((place = below(place, step)));
      }
    }
  return into;
}

function addWay(path: PlanPath, into: Set<Place>): void {
  path.forEach((_, index) => into.add(placeOf(path.slice(0, index + 1))));
}

function addRequired(selections: readonly RequiredSelection[], place: Place, into: Set<Place>): void {
  for (const selection of selections) {
    if (selection.kind === 'InlineFragment') {
      addRequired(selection.selections, place, into);
      continue;
    }
    const here = below(place, selection.alias ?? selection.name);
    into.add(here);
    addRequired(selection.selections ?? [], here, into);
  }
}
