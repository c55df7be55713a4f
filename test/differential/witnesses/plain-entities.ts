import {
  getNullableType,
  isListType,
  Kind,
  parse,
  print,
  visit,
  type FieldNode,
  type GraphQLOutputType,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { SupergraphParts } from '../../../gateway/src/engine/compiled/operation.js';
import type { FetchNode } from '../../../gateway/src/plan/query-plan.js';
import { variablesIn, wrong, type Walk } from './plain-walk.js';
import {
  merge,
  own,
  readAbove,
  rename,
  targetsAt,
  type Place,
  type Target,
  type Tree,
} from './plain-tree.js';

/**
 * The fetch for each of its entities alone, and in it for each set of fields that require the same. What is sent is
 * read off the supergraph, not off the plan: the first key of the subgraph that the entity has, and the requirement.
 */
export async function fetchEntities(node: FetchNode, path: readonly string[], walk: Walk): Promise<void> {
  const operation = readOperation(node, walk.parts);
  const entities = (operation.selectionSet.selections[0] as FieldNode).selectionSet;
  if (!entities) throw new Error('no _entities');
  for (const target of targetsAt(walk.tree, path)) {
    const typename = own(target.object, '__typename');
    if (typeof typename !== 'string' || !isMeant(node, typename, walk.parts)) continue;
    const type = toldType(node, typename, walk.parts);
    for (const group of groups(entities, type, node.serviceName, walk.parts)) {
      const { representation, lack } = represent(
        target.object,
        type,
        node.serviceName,
        group.requirement,
        walk.parts,
      );
      const variables = { ...contextOf(node, target, walk.parts), representations: [representation] };
      if (representation) await fetchGroup(node, operation, group.selections, variables, target, walk);
      else if (lack) noteLack(lack, target, walk);
    }
  }
}

/** The variables whose values are above the entity; of several places for one, the first that has something. */
function contextOf(
  { contextRewrites = [] }: FetchNode,
  { lineage }: Target,
  { isOfType }: SupergraphParts,
): Tree {
  const values: Tree = {};
  for (const rewrite of contextRewrites) {
    if (rewrite.kind !== 'KeyRenamer' || own(values, rewrite.renameKeyTo) !== undefined) continue;
    const value = readAbove(lineage, rewrite.path, isOfType);
    if (value !== undefined) values[rewrite.renameKeyTo] = value;
  }
  return values;
}

async function fetchGroup(
  node: FetchNode,
  operation: OperationDefinitionNode,
  selections: readonly SelectionNode[],
  variables: Readonly<Tree>,
  { object, path }: Place,
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
  const answered = await walk.send(usages, query, pick(variables, used));
  if (answered.kind === 'failed') {
    walk.troubles.located(answered.error, path, 'fetch');
    return;
  }
  for (const error of answered.errors) {
    const [, index, ...inside] = error.path ?? [];
    walk.troubles.located(error, [...path, ...inside], index === 0 ? 'place' : 'fetch');
  }
  const entities = answered.data?.['_entities'];
  const [entity, ...others] = (Array.isArray(entities) ? entities : [undefined]) as readonly (
    Tree | null | undefined
  )[];
  if (entity === undefined || others.length > 0) {
    if (answered.errors.length === 0)
      walk.troubles.located(wrong('not the entity that was asked for'), path, 'fetch');
    return;
  }
  if (!entity) return;
  const renamed = rename(node.outputRewrites ?? [], entity, walk.parts.isOfType);
  if (!merge(object, renamed, walk.parts.interfaceObjects))
    walk.troubles.located(wrong('a value that does not fit what is there'), path);
}

/** A value of a wrong type is told here; what was never brought, where there is a reason. */
function noteLack({ kind, path: inside }: Lack, { path }: Place, { troubles }: Walk): void {
  if (kind === 'mistyped')
    troubles.located(wrong('a value of a wrong type where more is needed'), path, 'fetch');
  else if (troubles.explainsInTree([...path, ...inside]))
    troubles.located(wrong('not asked for'), path, 'consequence');
}

const pick = (values: Readonly<Tree>, names: ReadonlySet<string>): Tree =>
  Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));

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

interface Represented {
  readonly representation?: Tree;
  /** Why there is none. */
  readonly lack?: Lack;
}

/** Why an entity cannot be represented, and where in it. */
interface Lack {
  readonly kind: 'mistyped' | 'absent';
  readonly path: readonly (string | number)[];
}

function represent(
  target: Tree,
  type: string,
  subgraph: string,
  requirement: SelectionSetNode | undefined,
  parts: SupergraphParts,
): Represented {
  let lack: Lack | undefined;
  for (const key of parts.keys.get(subgraph)?.get(type) ?? []) {
    const representation: Tree = { __typename: type };
    const lacksKey = project({ object: target, path: [] }, type, key, representation, parts);
    lack ??= lacksKey;
    if (lacksKey) continue;
    const lacks =
      requirement && project({ object: target, path: [] }, type, requirement, representation, parts);
    return lacks ? { lack: lacks } : { representation };
  }
  return lack ? { lack } : {};
}

/** Adds what the set selects of the object, under real names. */
function project(
  { object, path }: Place,
  declared: string,
  set: SelectionSetNode,
  into: Tree,
  parts: SupergraphParts,
): Lack | undefined {
  const typename = own(object, '__typename');
  for (const selection of set.selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const on = selection.typeCondition?.name.value;
      const applies = on === undefined || (typeof typename === 'string' && parts.isOfType(typename, on));
      const lack = applies
        ? project({ object, path }, on ?? declared, selection.selectionSet, into, parts)
        : undefined;
      if (lack) return lack;
      continue;
    }
    const name = selection.name.value;
    const here = [...path, name];
    const value = own(object, name);
    if (value === undefined) return { kind: 'absent', path: here };
    const real = parts.standIns.get(name)?.field ?? name;
    const inner = selection.selectionSet;
    if (!inner) {
      into[real] = value;
      continue;
    }
    const type = parts.fieldTypeOf(typeof typename === 'string' ? typename : declared, real);
    if (!type) throw new Error(`no field ${declared}.${real}`);
    const projected = projectAll(value, type, inner, own(into, real), here, parts);
    if (projected.lack) return projected.lack;
    into[real] = projected.value;
  }
  return undefined;
}

function projectAll(
  value: unknown,
  declared: GraphQLOutputType,
  set: SelectionSetNode,
  known: unknown,
  path: Place['path'],
  parts: SupergraphParts,
): { readonly value?: unknown; readonly lack?: Lack } {
  if (value === null) return { value: null };
  const type = getNullableType(declared);
  if (Array.isArray(value) !== isListType(type) || typeof value !== 'object')
    return { lack: { kind: 'mistyped', path } };
  if (isListType(type)) {
    const of = type.ofType as GraphQLOutputType;
    const all = (value as unknown[]).map((one, index) =>
      projectAll(one, of, set, Array.isArray(known) ? known[index] : undefined, [...path, index], parts),
    );
    const lack = all.find((one) => one.lack)?.lack;
    return lack ? { lack } : { value: all.map((one) => one.value) };
  }
  const into = (known ?? {}) as Tree;
  const lack = project({ object: value as Tree, path }, type.name, set, into, parts);
  return lack ? { lack } : { value: into };
}
