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
import { placeOf, placesOf, type Place } from './brought.js';
import type { BySubgraph } from './entity-facts.js';
import { covers } from './entity-needs.js';
import type { FetchNode, PlanNode, PlanPath, QueryPlan, RequiredSelection } from './query-plan.js';

/**
 * Mends a defect of the planner: a field is asked for together with a key of the same subgraph, beside the fetch that
 * brings what the field requires, and not after it:
 *
 *   Sequence                                Sequence
 *     whole { item { id } }                   whole { item { id } }
 *     Parallel                                Parallel
 *       names(id) { sku label }      ->         names(id) { sku }
 *       weights(id) { weight }                  weights(id) { weight }
 *     boxes(sku label) { box }                names(id weight) { label }
 *                                             boxes(sku label) { box }
 *
 * Only what another fetch of the plan brings is waited for.
 */
export function awaitRequirements(plan: QueryPlan, requirements: BySubgraph<SelectionSetNode>): QueryPlan {
  if (!plan.node || requirements.size === 0) return plan;
  const brought = broughtIn(plan.node, []);
  return { ...plan, node: whole(mended(plan.node, { path: [], requirements, brought })) };
}

interface Surroundings {
  readonly path: PlanPath;
  readonly requirements: BySubgraph<SelectionSetNode>;
  /** By the whole plan. */
  readonly brought: ReadonlySet<Place>;
}

/** A fetch that waits, and what for. */
interface Late {
  readonly node: PlanNode;
  readonly needs: readonly Place[];
}

interface Mended {
  /** Undefined: nothing is left of it. */
  readonly node: PlanNode | undefined;
  /** To be put into a sequence around it. */
  readonly late: readonly Late[];
}

function mended(node: PlanNode, around: Surroundings): Mended {
  switch (node.kind) {
    case 'Sequence':
      return mendedSequence(node.nodes, around);
    case 'Parallel': {
      const all = node.nodes.map((inner) => mended(inner, around));
      const nodes = all.flatMap((one) => one.node ?? []);
      return {
        node: nodes.length === 0 ? undefined : { kind: 'Parallel', nodes },
        late: all.flatMap(({ late }) => late),
      };
    }
    case 'Flatten': {
      const { node: inner, late } = mended(node.node, { ...around, path: [...around.path, ...node.path] });
      const wrap = (one: PlanNode): PlanNode => ({ ...node, node: one });
      return { node: inner && wrap(inner), late: wrapped(late, wrap) };
    }
    case 'Condition': {
      const { ifClause, elseClause, ...condition } = node;
      const included = ifClause && mended(ifClause, around);
      const skipped = elseClause && mended(elseClause, around);
      const late = [
        ...wrapped(included?.late ?? [], (one) => ({ ...condition, ifClause: one })),
        ...wrapped(skipped?.late ?? [], (one) => ({ ...condition, elseClause: one })),
      ];
      const clauses = {
        ...(included?.node && { ifClause: included.node }),
        ...(skipped?.node && { elseClause: skipped.node }),
      };
      return { node: { ...condition, ...clauses }, late };
    }
    case 'Defer': {
      const withNode = <T extends { readonly node?: PlanNode }>(one: T): T =>
        one.node ? { ...one, node: whole(mended(one.node, around)) } : one;
      const mendedNode = { ...node, primary: withNode(node.primary), deferred: node.deferred.map(withNode) };
      return { node: mendedNode, late: [] };
    }
    case 'Fetch':
      return splitFetch(node, around);
  }
}

/** Each is put behind the first node by which all that it needs is there. */
function mendedSequence(nodes: readonly PlanNode[], around: Surroundings): Mended {
  const done: PlanNode[] = [];
  const brought = new Set<Place>();
  let waiting: readonly Late[] = [];
  const add = (node: PlanNode): void => {
    done.push(node);
    for (const place of broughtIn(node, around.path)) brought.add(place);
  };
  for (const inner of nodes) {
    const { node, late } = mended(inner, around);
    if (node) add(node);
    waiting = [...waiting, ...late];
    const isReady = ({ needs }: Late): boolean => needs.every((place) => brought.has(place));
    const ready = waiting.filter(isReady);
    waiting = waiting.filter((one) => !ready.includes(one));
    for (const one of ready) add(one.node);
  }
  return { node: inSequence(done), late: waiting };
}

function splitFetch(fetch: FetchNode, { path, requirements, brought }: Surroundings): Mended {
  const ofSubgraph = requirements.get(fetch.serviceName);
  const { requires } = fetch;
  if (!ofSubgraph || !requires) return { node: fetch, late: [] };
  const operation = parse(fetch.operation, { noLocation: true }).definitions[0] as OperationDefinitionNode;
  const own = placesOf(entitiesOf(operation), '');
  const needed = new Map<string, RequiredSelection>();
  /** What it requires is neither sent nor asked for here, but somebody else brings it. */
  const isEarly = (type: string, { name }: FieldNode): boolean => {
    const requirement = ofSubgraph.get(`${type}.${name.value}`);
    if (!requirement || covers(requires, requirement)) return false;
    const selections = toRequired(requirement);
    const missing = namesIn(selections).filter((one) => !namesIn(requires).includes(one));
    if (missing.length === 0 || missing.some((one) => own.has(one))) return false;
    if (!missing.every((one) => brought.has(placeOf([...path, one])))) return false;
    for (const one of selections) needed.set(JSON.stringify(one), one);
    return true;
  };
  const [early, rest] = partition(entitiesOf(operation), '', isEarly);
  if (!early) return { node: fetch, late: [] };
  const lateFetch = {
    ...withEntities(fetch, operation, early),
    requires: requires.map((one) =>
      one.kind === 'InlineFragment' ? { ...one, selections: [...one.selections, ...needed.values()] } : one,
    ),
  };
  const needs = [...needed.values()].flatMap((one) => namesIn([one]).map((name) => placeOf([...path, name])));
  return { node: rest && withEntities(fetch, operation, rest), late: [{ node: lateFetch, needs }] };
}

/** What of the selections is so, and what is not; through fragments, not into objects. */
function partition(
  set: SelectionSetNode,
  type: string,
  isSo: (type: string, field: FieldNode) => boolean,
): [SelectionSetNode | undefined, SelectionSetNode | undefined] {
  const so: SelectionNode[] = [];
  const others: SelectionNode[] = [];
  for (const selection of set.selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) throw new Error('a fragment spread in a fetch');
    if (selection.kind === Kind.FIELD) {
      (isSo(type, selection) ? so : others).push(selection);
      continue;
    }
    const [inner, rest] = partition(
      selection.selectionSet,
      selection.typeCondition?.name.value ?? type,
      isSo,
    );
    if (inner) so.push({ ...selection, selectionSet: inner });
    if (rest) others.push({ ...selection, selectionSet: rest });
  }
  const setOf = (selections: readonly SelectionNode[]): SelectionSetNode | undefined =>
    selections.some((one) => one.kind !== Kind.FIELD || one.name.value !== '__typename')
      ? { kind: Kind.SELECTION_SET, selections }
      : undefined;
  return [setOf(so), so.length === 0 ? set : setOf(others)];
}

/** `_entities` is the only field of such a fetch. */
function entitiesOf({ selectionSet }: OperationDefinitionNode): SelectionSetNode {
  const [entities] = selectionSet.selections;
  if (entities?.kind !== Kind.FIELD || !entities.selectionSet) throw new Error('an entity fetch of none');
  return entities.selectionSet;
}

function withEntities(
  fetch: FetchNode,
  operation: OperationDefinitionNode,
  entities: SelectionSetNode,
): FetchNode {
  const selections = operation.selectionSet.selections.map((field) => ({ ...field, selectionSet: entities }));
  const selectionSet: SelectionSetNode = {
    ...operation.selectionSet,
    selections: selections as SelectionNode[],
  };
  const used = new Set<string>();
  visit(selectionSet, { Variable: ({ name }) => void used.add(name.value) });
  const variableDefinitions = (operation.variableDefinitions ?? []).filter(({ variable }) =>
    used.has(variable.name.value),
  );
  return {
    ...fetch,
    ...(fetch.variableUsages && { variableUsages: fetch.variableUsages.filter((name) => used.has(name)) }),
    operation: print({ ...operation, variableDefinitions, selectionSet }),
  };
}

function toRequired(set: SelectionSetNode): readonly RequiredSelection[] {
  return set.selections.flatMap((selection): RequiredSelection[] => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    const selections = selection.selectionSet && toRequired(selection.selectionSet);
    if (selection.kind === Kind.FIELD)
      return [{ kind: 'Field', name: selection.name.value, ...(selections && { selections }) }];
    const typeCondition = selection.typeCondition?.name.value;
    return [
      { kind: 'InlineFragment', ...(typeCondition && { typeCondition }), selections: selections ?? [] },
    ];
  });
}

/** Of the fields, through fragments. */
const namesIn = (selections: readonly RequiredSelection[]): readonly string[] =>
  selections.flatMap((one) => (one.kind === 'Field' ? [one.alias ?? one.name] : namesIn(one.selections)));

function broughtIn(node: PlanNode, path: PlanPath): ReadonlySet<Place> {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return union(node.nodes.map((inner) => broughtIn(inner, path)));
    case 'Flatten':
      return broughtIn(node.node, [...path, ...node.path]);
    case 'Condition':
      return union([node.ifClause, node.elseClause].map((clause) => broughtIn(clause ?? NOTHING, path)));
    case 'Defer':
      return union([node.primary, ...node.deferred].map((one) => broughtIn(one.node ?? NOTHING, path)));
    case 'Fetch': {
      const operation = parse(node.operation, { noLocation: true }).definitions[0] as OperationDefinitionNode;
      return placesOf(node.requires ? entitiesOf(operation) : operation.selectionSet, placeOf(path));
    }
  }
}

const NOTHING: PlanNode = { kind: 'Sequence', nodes: [] };

const union = (sets: readonly ReadonlySet<Place>[]): ReadonlySet<Place> =>
  new Set(sets.flatMap((set) => [...set]));

/** What waits for something that never comes is asked for at the end. */
const whole = ({ node, late }: Mended): PlanNode =>
  inSequence([...(node ? [node] : []), ...late.map((one) => one.node)]);

const wrapped = (late: readonly Late[], wrap: (node: PlanNode) => PlanNode): readonly Late[] =>
  late.map((one) => ({ ...one, node: wrap(one.node) }));

const inSequence = (nodes: readonly PlanNode[]): PlanNode =>
  nodes.length === 1 && nodes[0] ? nodes[0] : { kind: 'Sequence', nodes };
