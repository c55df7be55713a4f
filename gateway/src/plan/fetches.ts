import {
  Kind,
  parse,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { StandIns } from './planning-supergraph.js';
import type { FetchNode, RequiredSelection } from './query-plan.js';
import { namesOf } from './required-fields.js';

export interface ReadFetch {
  readonly node: FetchNode;
  readonly operation: OperationDefinitionNode;
}

export function readFetch({ operation }: FetchNode): OperationDefinitionNode {
  const [definition, ...others] = parse(operation, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION || others.length > 0)
    throw new Error('a fetch is not exactly one operation');
  return definition;
}

export interface ConflictParts {
  readonly standIns: StandIns;
  readonly requiredStandIns: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * A representation holds a field once. Where fields of one fetch require it with different arguments, each set of
 * arguments gets a fetch of its own:
 *
 *   representations { price(USD), price(EUR) }  { estimateUSD estimateEUR name }
 *     -> { price(USD) }  { estimateUSD name }
 *     -> { price(EUR) }  { estimateEUR }
 */
export function splitConflicts(
  node: FetchNode,
  operation: OperationDefinitionNode,
  { standIns, requiredStandIns }: ConflictParts,
): readonly ReadFetch[] {
  const rivals = node.requires ? rivalsIn(node.requires, standIns) : [];
  const [first, ...others] = rivals;
  if (!first) return [{ node, operation }];
  const drop = (unwanted: ReadonlySet<string>, onlyDependentsOf: string | undefined): ReadFetch[] => {
    const keeps = (field: string): boolean => {
      const needs = requiredStandIns.get(field) ?? NONE;
      if (onlyDependentsOf !== undefined && !needs.has(onlyDependentsOf)) return false;
      return ![...needs].some((name) => unwanted.has(name));
    };
    const selectionSet = keepFields(operation.selectionSet, keeps);
    if (!selectionSet) return [];
    const requires = withoutFields(node.requires ?? [], unwanted);
    const part = { node: { ...node, requires }, operation: { ...operation, selectionSet } };
    // What is left may conflict in another field.
    return [...splitConflicts(part.node, part.operation, { standIns, requiredStandIns })];
  };
  return [
    ...drop(new Set(others), undefined),
    ...others.flatMap((rival) => drop(new Set(rivals.filter((other) => other !== rival)), rival)),
  ];
}

const NONE: ReadonlySet<string> = new Set();

/** The first set of stand-ins that would be written under one name in one object. */
function rivalsIn(selections: readonly RequiredSelection[], standIns: StandIns): readonly string[] {
  const byName = new Map<string, Set<string>>();
  const inner: RequiredSelection[] = [];
  const collect = (some: readonly RequiredSelection[]): void => {
    for (const selection of some) {
      if (selection.kind === 'InlineFragment') collect(selection.selections);
      else {
        const { write } = namesOf(selection, standIns);
        byName.set(write, (byName.get(write) ?? new Set()).add(selection.name));
        inner.push(...(selection.selections ?? []));
      }
    }
  };
  collect(selections);
  for (const names of byName.values()) if (names.size > 1) return [...names];
  return inner.length > 0 ? rivalsIn(inner, standIns) : [];
}

function withoutFields(
  selections: readonly RequiredSelection[],
  unwanted: ReadonlySet<string>,
): readonly RequiredSelection[] {
  return selections
    .filter((selection) => selection.kind !== 'Field' || !unwanted.has(selection.name))
    .map((selection) =>
      selection.selections
        ? { ...selection, selections: withoutFields(selection.selections, unwanted) }
        : selection,
    );
}

/** Entity fields by `Type.field`; `_entities` and `__typename` stay. Undefined when no field is left. */
function keepFields(
  set: SelectionSetNode,
  keeps: (coordinate: string) => boolean,
): SelectionSetNode | undefined {
  const [entities] = set.selections;
  if (entities?.kind !== Kind.FIELD || !entities.selectionSet) return set;
  const kept = keepEntityFields(entities.selectionSet, '', keeps);
  return kept && { ...set, selections: [{ ...entities, selectionSet: kept }] };
}

function keepEntityFields(
  set: SelectionSetNode,
  type: string,
  keeps: (coordinate: string) => boolean,
): SelectionSetNode | undefined {
  const selections = set.selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind === Kind.FIELD)
      return selection.name.value === '__typename' || keeps(`${type}.${selection.name.value}`)
        ? [selection]
        : [];
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [selection];
    const on = selection.typeCondition?.name.value ?? type;
    const kept = keepEntityFields(selection.selectionSet, on, keeps);
    return kept ? [{ ...selection, selectionSet: kept }] : [];
  });
  const hasContent = selections.some(
    (selection) => selection.kind !== Kind.FIELD || selection.name.value !== '__typename',
  );
  return hasContent ? { ...set, selections } : undefined;
}

/** `price__required_1` -> `price__required_1: price(currency: "USD")` */
export function withRealFields(
  operation: OperationDefinitionNode,
  standIns: StandIns,
): OperationDefinitionNode {
  if (standIns.size === 0) return operation;
  const inSet = (set: SelectionSetNode): SelectionSetNode => ({
    ...set,
    selections: set.selections.map((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return selection;
      const inner = selection.selectionSet && { selectionSet: inSet(selection.selectionSet) };
      if (selection.kind === Kind.INLINE_FRAGMENT) return { ...selection, ...inner };
      const standIn = standIns.get(selection.name.value);
      return standIn ? realField({ ...selection, ...inner }, standIn) : { ...selection, ...inner };
    }),
  });
  return { ...operation, selectionSet: inSet(operation.selectionSet) };
}

const realField = (
  field: FieldNode,
  standIn: { field: string; arguments: FieldNode['arguments'] },
): FieldNode => ({
  ...field,
  alias: field.alias ?? field.name,
  name: { kind: Kind.NAME, value: standIn.field },
  arguments: standIn.arguments ?? [],
});
