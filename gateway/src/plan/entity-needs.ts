import { Kind, print, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { EntityFacts } from './entity-facts.js';
import type { EntityPart } from './fetch-graph.js';
import type { RequiredSelection } from './query-plan.js';
import type { IsOfType } from './type-test.js';

export type NeedsParts = Pick<EntityFacts, 'keys' | 'requirements'> & { readonly isOfType: IsOfType };

/** What a subgraph must be told of an entity to answer what it is asked: one of the keys, and all requirements. */
export interface Needs {
  readonly keys: readonly SelectionSetNode[];
  readonly requirements: readonly SelectionSetNode[];
}

/** `type` as the subgraph knows it. */
export function needsOf(
  type: string,
  selectionSet: SelectionSetNode,
  subgraph: string,
  { keys, requirements, isOfType }: NeedsParts,
): Needs {
  const ofSubgraph = requirements.get(subgraph);
  const found: SelectionSetNode[] = [];
  const collect = (set: SelectionSetNode, on: string): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value ?? on;
        if (isOfType(type, condition)) collect(selection.selectionSet, condition);
        continue;
      }
      const { value: field } = selection.name;
      const requirement = ofSubgraph?.get(`${type}.${field}`) ?? ofSubgraph?.get(`${on}.${field}`);
      if (requirement) found.push(requirement);
    }
  };
  if (ofSubgraph) collect(selectionSet, type);
  return { keys: keys.get(subgraph)?.get(type) ?? [], requirements: found };
}

/** The planner sends what some type or some condition needs of every type; is it enough for this one? */
export function areMet({ keys, requirements }: Needs, sent: readonly RequiredSelection[]): boolean {
  return (
    keys.some((key) => covers(sent, key)) && requirements.every((requirement) => covers(sent, requirement))
  );
}

/** Are all of its fields sent, whatever their types? */
export function covers(sent: readonly RequiredSelection[], needed: SelectionSetNode): boolean {
  const fields = fieldsIn(sent);
  return needed.selections.every((selection): boolean => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return true;
    if (selection.kind === Kind.INLINE_FRAGMENT) return covers(sent, selection.selectionSet);
    if (selection.name.value === '__typename') return true;
    const same = fields.filter(({ name }) => name === selection.name.value);
    if (same.length === 0) return false;
    const inner = same.flatMap(({ selections = [] }) => selections);
    return !selection.selectionSet || covers(inner, selection.selectionSet);
  });
}

type RequiredField = Extract<RequiredSelection, { kind: 'Field' }>;

const fieldsIn = (selections: readonly RequiredSelection[]): readonly RequiredField[] =>
  selections.flatMap((one) => (one.kind === 'Field' ? [one] : fieldsIn(one.selections)));

/**
 * The part, taken apart by requirement: an entity that has not all (a condition left it out, or a fetch failed) is still
 * asked for what it has enough for. A single part when all of it requires the same.
 *
 *   {id price weight} -> name estimateOfPrice estimateOfWeight
 *     = {id} -> name,  {id price} -> estimateOfPrice,  {id weight} -> estimateOfWeight
 */
export function apartByRequirement(
  part: EntityPart,
  subgraph: string,
  { keys, requirements }: NeedsParts,
): readonly EntityPart[] {
  const ofSubgraph = requirements.get(subgraph);
  if (!ofSubgraph) return [part];
  const known = new Map<string, SelectionSetNode | undefined>();
  const requirementOf = (coordinate: string): string => {
    const set = ofSubgraph.get(coordinate);
    const text = set ? print(set) : '';
    known.set(text, set);
    return text;
  };
  const types = new Set(part.requires.map((one) => (one.kind === 'Field' ? '' : (one.typeCondition ?? ''))));
  splitFields(part.selectionSet, '', (coordinate) => {
    requirementOf(coordinate);
    types.add(coordinate.split('.')[0] ?? '');
    return true;
  });
  const keysOfTypes = [...types].flatMap((type) => keys.get(subgraph)?.get(type) ?? []);
  return [...known].flatMap(([text, own]) => {
    const selectionSet = splitFields(part.selectionSet, '', (one) => requirementOf(one) === text);
    if (!selectionSet) return [];
    const requires = onlyNeeded(part.requires, own ? [own] : [], keysOfTypes);
    return [{ ...part, requires, selectionSet, fusedFrom: [] }];
  });
}

/** The fields of the entity that are wanted, by `Type.field`; undefined when there are none. */
function splitFields(
  set: SelectionSetNode,
  type: string,
  isWanted: (coordinate: string) => boolean,
): SelectionSetNode | undefined {
  const selections = set.selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [selection];
    if (selection.kind === Kind.FIELD) return isWanted(`${type}.${selection.name.value}`) ? [selection] : [];
    const on = selection.typeCondition?.name.value ?? type;
    const selectionSet = splitFields(selection.selectionSet, on, isWanted);
    return selectionSet ? [{ ...selection, selectionSet }] : [];
  });
  return selections.length > 0 ? { ...set, selections } : undefined;
}

/** Keys, and the requirement as it says: others may want the same field of more types. */
function onlyNeeded(
  sent: readonly RequiredSelection[],
  requirement: readonly SelectionSetNode[],
  keys: readonly SelectionSetNode[],
): readonly RequiredSelection[] {
  return sent.flatMap((selection): RequiredSelection[] => {
    if (selection.kind === 'InlineFragment')
      return [{ ...selection, selections: onlyNeeded(selection.selections, requirement, keys) }];
    if (selection.name === '__typename' || below(keys, selection.name)) return [selection];
    const wanted = below(requirement, selection.name);
    if (!wanted) return [];
    if (!selection.selections) return [selection];
    return [{ ...selection, selections: requiredBy(wanted, selection.selections) }];
  });
}

/** `__typename` where it was sent, and what the sets say. */
function requiredBy(
  sets: readonly SelectionSetNode[],
  sent: readonly RequiredSelection[],
): readonly RequiredSelection[] {
  const typename = fieldsIn(sent).find(({ name }) => name === '__typename');
  const selections = sets.flatMap((set) =>
    set.selections.flatMap((selection): RequiredSelection[] => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const typeCondition = selection.typeCondition?.name.value;
        const inner = requiredBy([selection.selectionSet], sent);
        return [
          {
            kind: 'InlineFragment',
            ...(typeCondition === undefined ? {} : { typeCondition }),
            selections: inner,
          },
        ];
      }
      const name = selection.name.value;
      const same = fieldsIn(sent).filter((field) => field.name === name);
      const inner = selection.selectionSet && {
        selections: requiredBy(
          [selection.selectionSet],
          same.flatMap(({ selections: below = [] }) => below),
        ),
      };
      return [{ kind: 'Field', name, ...inner }];
    }),
  );
  return typename ? [typename, ...selections] : selections;
}

/** What the sets select below a field; undefined when none of them names it. */
function below(sets: readonly SelectionSetNode[], field: string): readonly SelectionSetNode[] | undefined {
  const found = sets.flatMap(({ selections }) =>
    selections.flatMap((selection): (SelectionSetNode | undefined)[] => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
      if (selection.kind === Kind.INLINE_FRAGMENT) return [...(below([selection.selectionSet], field) ?? [])];
      return selection.name.value === field ? [selection.selectionSet] : [];
    }),
  );
  return found.length > 0 ? found.filter((set) => set !== undefined) : undefined;
}
