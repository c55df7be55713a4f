import { Kind, print, type SelectionSetNode } from 'graphql';
import { broughtBy, placeOf, type Place } from '../brought.js';
import {
  areOfOneKind,
  isEntityFetch,
  joinOperations,
  replace,
  wavesOf,
  type EntityFetch,
  type EntityPart,
  type PlannedFetch,
} from '../fetch-graph.js';
import type { RequiredSelection } from '../query-plan.js';

/**
 * Two fetches of one wave that ask one subgraph the same of entities at different places become one: the entities of
 * both are sent together, each once.
 *
 *   products at users/reviews/product, products at topProducts  ->  products at both
 */
export function askEqualsOnce(fetches: readonly PlannedFetch[]): readonly PlannedFetch[] {
  const waves = wavesOf(fetches);
  const entityFetches = fetches.filter(isEntityFetch);
  for (const [index, one] of entityFetches.entries())
    for (const other of entityFetches.slice(index + 1)) {
      if (waves.get(one.id) !== waves.get(other.id) || !areOfOneKind(one, other)) continue;
      const part = equalPart(one, other, fetches);
      if (!part) continue;
      const joined = {
        ...one,
        ...joinOperations(one, [other]),
        content: { kind: 'entities' as const, parts: [part] },
      };
      return askEqualsOnce(replace(fetches, new Set([one.id, other.id]), joined));
    }
  return fetches;
}

/** Undefined: they are not equal, or what comes of them must stay apart. */
function equalPart(
  one: EntityFetch,
  other: EntityFetch,
  fetches: readonly PlannedFetch[],
): EntityPart | undefined {
  const [part, ...moreOfOne] = one.content.parts;
  const [same, ...moreOfOther] = other.content.parts;
  if (!part || !same || moreOfOne.length > 0 || moreOfOther.length > 0) return undefined;
  if (contentOf(part) !== contentOf(same)) return undefined;
  const others = fetches.filter((fetch) => fetch !== one && fetch !== other);
  for (const left of part.paths)
    for (const right of same.paths) if (conflictsBelow(part, left, right, others)) return undefined;
  return { ...part, paths: [...part.paths, ...same.paths], fusedFrom: originsOf(part, same) };
}

/** What both were fused of, equals at both places. */
function originsOf(part: EntityPart, same: EntityPart): readonly EntityPart[] {
  if (part.fusedFrom.length === 0 && same.fusedFrom.length === 0) return [];
  const origins = new Map<string, EntityPart>();
  for (const origin of [part, same].flatMap((one) => (one.fusedFrom.length > 0 ? one.fusedFrom : [one]))) {
    const content = contentOf(origin);
    const known = origins.get(content);
    origins.set(content, known ? { ...known, paths: [...known.paths, ...origin.paths] } : origin);
  }
  return [...origins.values()];
}

/** What is sent and asked for, whatever the order that it is written in. */
const contentOf = (part: EntityPart): string =>
  JSON.stringify([
    part.requires.map(sortedRequired).toSorted(),
    sortedSelections(part.selectionSet),
    part.inputRewrites,
    part.outputRewrites,
  ]);

const sortedRequired = (selection: RequiredSelection): string =>
  JSON.stringify([
    selection.kind,
    selection.kind === 'Field' ? [selection.alias, selection.name] : selection.typeCondition,
    (selection.selections ?? []).map(sortedRequired).toSorted(),
  ]);

function sortedSelections({ selections }: SelectionSetNode): string {
  const texts = selections.map((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return print(selection);
    const inner = selection.selectionSet ? sortedSelections(selection.selectionSet) : '';
    const { selectionSet: _, ...head } = selection;
    return selection.kind === Kind.FIELD
      ? `${print({ ...head, kind: Kind.FIELD } as typeof selection)}${inner}`
      : `... on ${selection.typeCondition?.name.value ?? ''} ${(selection.directives ?? []).map(print).join(' ')}${inner}`;
  });
  return `{${texts.toSorted().join(' ')}}`;
}

/**
 * Objects of one answer are in the tree at both places then. That is wrong if a later fetch brings something else under
 * the same name at one place than at the other.
 */
function conflictsBelow(
  part: EntityPart,
  left: readonly string[],
  right: readonly string[],
  others: readonly PlannedFetch[],
): boolean {
  const shared = compositeNames(part.selectionSet);
  if (shared.size === 0) return false;
  const atLeft = broughtBelow(placeOf(left), shared, others);
  const atRight = broughtBelow(placeOf(right), shared, others);
  return [...atLeft].some(([place, field]) => (atRight.get(place) ?? field) !== field);
}

/** By the place below `root`. */
function broughtBelow(
  root: Place,
  shared: ReadonlySet<string>,
  fetches: readonly PlannedFetch[],
): ReadonlyMap<Place, string> {
  const start = root === '' ? '' : `${root}/`;
  return new Map(
    fetches
      .flatMap((fetch) => [...broughtBy(fetch)])
      .filter(([place]) => place.startsWith(start))
      .map(([place, field]) => [place.slice(start.length), field] as const)
      .filter(([place]) => shared.has(place.split('/')[0] ?? '')),
  );
}

const compositeNames = ({ selections }: SelectionSetNode): ReadonlySet<string> =>
  new Set(
    selections.flatMap((selection) => {
      if (selection.kind === Kind.INLINE_FRAGMENT) return [...compositeNames(selection.selectionSet)];
      if (selection.kind === Kind.FRAGMENT_SPREAD || !selection.selectionSet) return [];
      return [(selection.alias ?? selection.name).value];
    }),
  );
