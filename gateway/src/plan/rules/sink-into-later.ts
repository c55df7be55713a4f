import { Kind, print, type SelectionNode, type SelectionSetNode } from 'graphql';
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
 * What nobody waits for sinks into a later fetch for the same entities of the same subgraph:
 *
 *   {upc} -> inStock        {upc price weight} -> shippingEstimate
 *     becomes  {upc price weight} -> inStock shippingEstimate
 *
 * An entity without price or weight is still asked for its inStock: then both are asked for apart (`fusedFrom`).
 */
export function sinkIntoLater(fetches: readonly PlannedFetch[]): readonly PlannedFetch[] {
  const waves = wavesOf(fetches);
  const awaited = new Set(fetches.flatMap(({ after }) => [...after]));
  const waveOf = ({ id }: PlannedFetch): number => waves.get(id) ?? 0;
  for (const sinking of fetches.filter(isEntityFetch)) {
    if (awaited.has(sinking.id)) continue;
    for (const later of fetches.filter(isEntityFetch)) {
      if (later === sinking || !areOfOneKind(later, sinking) || waveOf(later) < waveOf(sinking)) continue;
      const part = fuse(later, sinking);
      if (!part) continue;
      const joined = {
        ...later,
        ...joinOperations(later, [sinking]),
        content: { kind: 'entities' as const, parts: [part] },
      };
      return sinkIntoLater(replace(fetches, new Set([sinking.id, later.id]), joined));
    }
  }
  return fetches;
}

/** Undefined: they cannot be one part. */
function fuse(later: EntityFetch, sinking: EntityFetch): EntityPart | undefined {
  const [into, ...moreOfLater] = later.content.parts;
  const [part, ...moreOfSinking] = sinking.content.parts;
  if (!into || !part || moreOfLater.length > 0 || moreOfSinking.length > 0) return undefined;
  if (!isSame(into.paths, part.paths) || !isSame(into.inputRewrites, part.inputRewrites)) return undefined;
  // Renaming fields of answers by type is left to one of them.
  if (part.outputRewrites.length > 0) return undefined;
  if (!covers(into.requires, part.requires) || !covers(part.requires, into.requires, 'types'))
    return undefined;
  const selectionSet = together(into.selectionSet, part.selectionSet);
  if (!selectionSet) return undefined;
  const origins = (one: EntityPart) => (one.fusedFrom.length > 0 ? one.fusedFrom : [one]);
  return { ...into, selectionSet, fusedFrom: [...origins(into), ...origins(part)] };
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Is all of `inner` in `outer`, type by type? By `types`: does only every type of it occur? */
function covers(
  outer: readonly RequiredSelection[],
  inner: readonly RequiredSelection[],
  by: 'types' | 'fields' = 'fields',
): boolean {
  return inner.every((selection) =>
    selection.kind === 'InlineFragment'
      ? outer.some(
          (other) =>
            other.kind === 'InlineFragment' &&
            other.typeCondition === selection.typeCondition &&
            (by === 'types' || covers(other.selections, selection.selections)),
        )
      : by === 'types' || outer.some((other) => isSame(other, selection)),
  );
}

/** Undefined when one response name would stand for two fields. */
function together(one: SelectionSetNode, other: SelectionSetNode): SelectionSetNode | undefined {
  const known = new Map<string, string>();
  const note = (set: SelectionSetNode): boolean =>
    set.selections.every((selection) => {
      if (selection.kind === Kind.INLINE_FRAGMENT) return note(selection.selectionSet);
      if (selection.kind === Kind.FRAGMENT_SPREAD) return false;
      const name = (selection.alias ?? selection.name).value;
      const text = print(selection);
      if ((known.get(name) ?? text) !== text) return false;
      known.set(name, text);
      return true;
    });
  if (!note(one) || !note(other)) return undefined;
  return { ...one, selections: mergeFragments([...one.selections, ...other.selections]) };
}

/** `... on A { x } ... on A { y }` -> `... on A { x y }` */
function mergeFragments(selections: readonly SelectionNode[]): readonly SelectionNode[] {
  const merged: SelectionNode[] = [];
  for (const selection of selections) {
    const same = merged.findIndex(
      (known) =>
        known.kind === Kind.INLINE_FRAGMENT &&
        selection.kind === Kind.INLINE_FRAGMENT &&
        (known.directives ?? []).length === 0 &&
        (selection.directives ?? []).length === 0 &&
        known.typeCondition?.name.value === selection.typeCondition?.name.value,
    );
    const known = merged[same];
    if (known?.kind !== Kind.INLINE_FRAGMENT || selection.kind !== Kind.INLINE_FRAGMENT) {
      if (!merged.some((other) => print(other) === print(selection))) merged.push(selection);
      continue;
    }
    const inner = [...known.selectionSet.selections, ...selection.selectionSet.selections];
    merged[same] = { ...known, selectionSet: { ...known.selectionSet, selections: mergeFragments(inner) } };
  }
  return merged;
}
