import {
  Kind,
  parse,
  print,
  visit,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { SupergraphParts } from '../../../gateway/src/engine/compiled/operation.js';
import type { FetchNode } from '../../../gateway/src/plan/query-plan.js';
import { variablesIn, wrong, type Walk } from './plain-walk.js';
import { merge, own, rename, targetsAt, type Tree } from './plain-tree.js';

/**
 * The fetch for each of its entities alone, and in it for each set of fields that require the same. What is sent is
 * read off the supergraph, not off the plan: the first key of the subgraph that the entity has, and the requirement.
 */
export async function fetchEntities(node: FetchNode, path: readonly string[], walk: Walk): Promise<void> {
  const operation = readOperation(node, walk.parts);
  const entities = (operation.selectionSet.selections[0] as FieldNode).selectionSet;
  if (!entities) throw new Error('no _entities');
  for (const target of targetsAt(walk.tree, path)) {
    const typename = own(target, '__typename');
    if (typeof typename !== 'string' || !isMeant(node, typename, walk.parts)) continue;
    const type = toldType(node, typename, walk.parts);
    for (const group of groups(entities, type, node.serviceName, walk.parts)) {
      const representation = represent(target, type, node.serviceName, group.requirement, walk.parts);
      if (representation) await fetchGroup(node, operation, group.selections, representation, target, walk);
    }
  }
}

async function fetchGroup(
  node: FetchNode,
  operation: OperationDefinitionNode,
  selections: readonly SelectionNode[],
  representation: Tree,
  target: Tree,
  walk: Walk,
): Promise<void> {
  const [field] = operation.selectionSet.selections as readonly FieldNode[];
  if (!field) throw new Error('no _entities');
  const selectionSet: SelectionSetNode = {
    kind: Kind.SELECTION_SET,
    selections: [{ ...field, selectionSet: { kind: Kind.SELECTION_SET, selections } }],
  };
  const { name: _, ...nameless } = operation;
  const used = variablesIn({ kind: Kind.DOCUMENT, definitions: [{ ...nameless, selectionSet }] });
  const variableDefinitions = operation.variableDefinitions?.filter(({ variable }) =>
    used.has(variable.name.value),
  );
  const query = print({ ...nameless, variableDefinitions: variableDefinitions ?? [], selectionSet });
  const usages = { ...node, variableUsages: (node.variableUsages ?? []).filter((name) => used.has(name)) };
  const answered = await walk.send(usages, query, { representations: [representation] });
  if (answered.kind === 'failed') {
    walk.errors.push(wrong(answered.error.message, 'FETCH'));
    return;
  }
  walk.errors.push(...answered.errors.map(({ message }) => wrong(message, 'SUBGRAPH')));
  const [entity] = (answered.data?.['_entities'] ?? []) as readonly (Tree | null)[];
  if (entity)
    merge(
      target,
      rename(node.outputRewrites ?? [], entity, walk.parts.isOfType),
      walk.parts.interfaceObjects,
    );
}

/** With the real fields in place of stand-ins. */
export function readOperation(
  { operation }: FetchNode,
  { standIns }: SupergraphParts,
): OperationDefinitionNode {
  const document = visit(parse(operation, { noLocation: true }), {
    Field(field) {
      const real = standIns.get(field.name.value);
      return real
        ? {
            ...field,
            alias: field.alias ?? field.name,
            name: { kind: Kind.NAME, value: real.field },
            arguments: real.arguments,
          }
        : undefined;
    },
  });
  return document.definitions[0] as OperationDefinitionNode;
}

/** Does the plan ask for entities of this type? */
const isMeant = ({ requires = [] }: FetchNode, typename: string, { isOfType }: SupergraphParts): boolean =>
  requires.some(
    (one) =>
      one.kind === 'InlineFragment' &&
      (one.typeCondition === undefined || isOfType(typename, one.typeCondition)),
  );

/** What the subgraph calls the type. */
function toldType(
  { inputRewrites = [] }: FetchNode,
  typename: string,
  { isOfType }: SupergraphParts,
): string {
  const setter = inputRewrites.find(
    ({ kind, path }) =>
      kind === 'ValueSetter' &&
      path[1] === '__typename' &&
      isOfType(typename, (path[0] ?? '').replace('... on ', '')),
  );
  return setter?.kind === 'ValueSetter' ? String(setter.setValueTo) : typename;
}

interface Group {
  readonly requirement: SelectionSetNode | undefined;
  readonly selections: readonly SelectionNode[];
}

/** The fields that apply to the type, by what they require. */
function groups(
  set: SelectionSetNode,
  type: string,
  subgraph: string,
  { requirements, isOfType }: SupergraphParts,
): readonly Group[] {
  const byText = new Map<
    string,
    { requirement: SelectionSetNode | undefined; selections: SelectionNode[] }
  >();
  const collect = (
    inner: SelectionSetNode,
    wrap: (field: SelectionNode) => SelectionNode,
    on: string,
  ): void => {
    for (const selection of inner.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) throw new Error('a fragment spread in a fetch');
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value ?? on;
        // A subgraph that is told an interface finds the object's own type.
        if (!isOfType(type, condition) && !isOfType(condition, type)) continue;
        collect(
          selection.selectionSet,
          (field) => wrap({ ...selection, selectionSet: { kind: Kind.SELECTION_SET, selections: [field] } }),
          condition,
        );
        continue;
      }
      const ofSubgraph = requirements.get(subgraph);
      const name = selection.name.value;
      const requirement = ofSubgraph?.get(`${type}.${name}`) ?? ofSubgraph?.get(`${on}.${name}`);
      const text = requirement ? print(requirement) : '';
      const group = byText.get(text) ?? { requirement, selections: [] };
      group.selections.push(wrap(selection));
      byText.set(text, group);
    }
  };
  collect(set, (field) => field, type);
  return [...byText.values()];
}

/** Undefined: the entity has not all that it takes. */
function represent(
  target: Tree,
  type: string,
  subgraph: string,
  requirement: SelectionSetNode | undefined,
  parts: SupergraphParts,
): Tree | undefined {
  for (const key of parts.keys.get(subgraph)?.get(type) ?? []) {
    const representation: Tree = { __typename: type };
    if (!project(target, key, representation, parts)) continue;
    return requirement && !project(target, requirement, representation, parts) ? undefined : representation;
  }
  return undefined;
}

/** Adds what the set selects of the object, under real names; false when something was never fetched. */
function project(object: Tree, set: SelectionSetNode, into: Tree, parts: SupergraphParts): boolean {
  return set.selections.every((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return true;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const on = selection.typeCondition?.name.value;
      const typename = own(object, '__typename');
      const applies = on === undefined || (typeof typename === 'string' && parts.isOfType(typename, on));
      return !applies || project(object, selection.selectionSet, into, parts);
    }
    const name = selection.name.value;
    const value = own(object, name);
    if (value === undefined) return false;
    const real = parts.standIns.get(name)?.field ?? name;
    const inner = selection.selectionSet;
    if (!inner) {
      into[real] = value;
      return true;
    }
    const projected = projectAll(value, inner, own(into, real), parts);
    if (projected === undefined) return false;
    into[real] = projected;
    return true;
  });
}

function projectAll(value: unknown, set: SelectionSetNode, known: unknown, parts: SupergraphParts): unknown {
  if (value === null) return null;
  if (Array.isArray(value)) {
    const all = value.map((one, index) =>
      projectAll(one, set, Array.isArray(known) ? known[index] : undefined, parts),
    );
    return all.includes(undefined) ? undefined : all;
  }
  const into = (known ?? {}) as Tree;
  return project(value as Tree, set, into, parts) ? into : undefined;
}
