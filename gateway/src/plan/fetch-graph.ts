import { Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import { readFetch, splitConflicts, withRealFields, type ConflictParts } from './fetches.js';
import type { FetchNode, PlanNode, PlanPath, RequiredSelection, Rewrite } from './query-plan.js';

/**
 * A plan as a graph: every fetch with the fetches that it comes after, instead of sequences in parallels in sequences.
 * What rewrites (`rules/`) work on; a list of fetches in which each comes after those it names.
 */
export interface PlannedFetch {
  readonly id: number;
  readonly subgraph: string;
  readonly kind: 'query' | 'mutation';
  /** Its name, its variables and its directives; of a root fetch also what it selects. */
  readonly operation: OperationDefinitionNode;
  /** Of the client's variables. */
  readonly variables: readonly string[];
  /** All of them must hold, or the fetch is left out. */
  readonly conditions: readonly FetchCondition[];
  readonly after: ReadonlySet<number>;
  /** The label of the deferred fragment that it is for; undefined: what is answered at once. */
  readonly block: string | undefined;
  /** What it takes from above its entities. Such a fetch is one of its own. */
  readonly context: readonly ContextRead[];
  readonly content: RootContent | EntityContent;
}

/** A variable of the fetch, and where its value is. */
export interface ContextRead {
  readonly variable: string;
  /** How many objects up from the entity. */
  readonly up: number;
  /** From there: response names, and `... on Type`. */
  readonly path: readonly string[];
}

export interface FetchCondition {
  readonly variable: string;
  readonly value: boolean;
}

/** Fields of a root type; of a root type that a field has returned, if there is a path. */
export interface RootContent {
  readonly kind: 'root';
  readonly path: PlanPath;
  readonly outputRewrites: readonly Rewrite[];
}

export interface EntityContent {
  readonly kind: 'entities';
  /** Each an `_entities` of its own in the request. */
  readonly parts: readonly EntityPart[];
}

export interface EntityPart {
  /** Where the entities are; '@' is each element of a list. */
  readonly paths: readonly PlanPath[];
  readonly requires: readonly RequiredSelection[];
  readonly inputRewrites: readonly Rewrite[];
  readonly outputRewrites: readonly Rewrite[];
  /** What is asked of each entity. */
  readonly selectionSet: SelectionSetNode;
  /** What this part was fused of, should some entity not have all that it requires. Empty: it was not. */
  readonly fusedFrom: readonly EntityPart[];
}

export type EntityFetch = PlannedFetch & { readonly content: EntityContent };

export const isEntityFetch = (fetch: PlannedFetch): fetch is EntityFetch => fetch.content.kind === 'entities';

export const partsOf = ({ content }: PlannedFetch): readonly EntityPart[] =>
  content.kind === 'entities' ? content.parts : [];

/** Throws on a plan of another shape than the planner's. */
export function fetchGraphOf(node: PlanNode | undefined, parts: ConflictParts): readonly PlannedFetch[] {
  const fetches: PlannedFetch[] = [];

  /** Adds what is in the node and returns the ids, for whoever comes after it. */
  const add = (
    inner: PlanNode,
    path: PlanPath,
    after: ReadonlySet<number>,
    conditions: readonly FetchCondition[],
    block: string | undefined,
  ): ReadonlySet<number> => {
    switch (inner.kind) {
      case 'Sequence': {
        const added = new Set<number>();
        for (const next of inner.nodes)
          for (const id of add(next, path, new Set([...after, ...added]), conditions, block)) added.add(id);
        return added;
      }
      case 'Parallel':
        return new Set(inner.nodes.flatMap((next) => [...add(next, path, after, conditions, block)]));
      case 'Flatten':
        return add(inner.node, [...path, ...inner.path], after, conditions, block);
      case 'Condition': {
        const clause = (clauseNode: PlanNode | undefined, value: boolean): readonly number[] =>
          clauseNode
            ? [...add(clauseNode, path, after, [...conditions, { variable: inner.condition, value }], block)]
            : [];
        return new Set([...clause(inner.ifClause, true), ...clause(inner.elseClause, false)]);
      }
      case 'Defer': {
        const { node: primary } = inner.primary;
        const added = primary ? add(primary, path, after, conditions, block) : new Set<number>();
        const before = new Set([...after, ...added]);
        for (const deferred of inner.deferred)
          if (deferred.node) add(deferred.node, path, before, conditions, deferred.label ?? block);
        return added;
      }
      case 'Fetch': {
        const split = splitConflicts(inner, readFetch(inner), parts);
        if (split.length === 0) throw new Error('a fetch of nothing');
        return new Set(
          split.map(({ node: fetch, operation }) => {
            const id = fetches.length;
            const real = withRealFields(operation, parts.standIns);
            fetches.push({ ...plannedFetch(fetch, real, path), id, conditions, after, block });
            return id;
          }),
        );
      }
    }
  };
  if (node) add(node, [], new Set(), [], undefined);
  return fetches;
}

function plannedFetch(
  node: FetchNode,
  operation: OperationDefinitionNode,
  path: PlanPath,
): Pick<PlannedFetch, 'subgraph' | 'kind' | 'operation' | 'variables' | 'context' | 'content'> {
  if (node.operationKind === 'subscription') throw new Error('a subscription among the fetches of a plan');
  const outputRewrites = node.outputRewrites ?? [];
  return {
    subgraph: node.serviceName,
    kind: node.operationKind,
    operation,
    variables: node.variableUsages ?? [],
    context: (node.contextRewrites ?? []).flatMap(contextRead),
    content: node.requires
      ? {
          kind: 'entities',
          parts: [
            {
              paths: [path],
              requires: node.requires,
              inputRewrites: node.inputRewrites ?? [],
              outputRewrites,
              selectionSet: entitySelections(operation),
              fusedFrom: [],
            },
          ],
        }
      : { kind: 'root', path, outputRewrites },
  };
}

function contextRead(rewrite: Rewrite): readonly ContextRead[] {
  if (rewrite.kind !== 'KeyRenamer') throw new Error('a context that is no renamed key');
  const up = rewrite.path.findIndex((step) => step !== '..');
  if (up < 1) throw new Error('a context that is not above its entity');
  return [{ variable: rewrite.renameKeyTo, up, path: rewrite.path.slice(up) }];
}

/** What is below `_entities`. */
export function entitySelections(operation: OperationDefinitionNode): SelectionSetNode {
  const [entities] = operation.selectionSet.selections;
  if (entities?.kind !== Kind.FIELD || !entities.selectionSet) throw new Error('a fetch without _entities');
  return entities.selectionSet;
}

/** The wave of each fetch: the first with nothing to wait for, the others one after the last that they wait for. */
export function wavesOf(fetches: readonly PlannedFetch[]): ReadonlyMap<number, number> {
  const byId = new Map(fetches.map((fetch) => [fetch.id, fetch]));
  const waves = new Map<number, number>();
  const waveOf = (id: number): number => {
    const known = waves.get(id);
    if (known !== undefined) return known;
    let wave = 0;
    for (const before of byId.get(id)?.after ?? []) wave = Math.max(wave, waveOf(before) + 1);
    waves.set(id, wave);
    return wave;
  };
  for (const { id } of fetches) waveOf(id);
  return waves;
}

/** `joined`, which has the id of one of them, takes the place of all that are named. */
export function replace(
  fetches: readonly PlannedFetch[],
  ids: ReadonlySet<number>,
  joined: PlannedFetch,
): readonly PlannedFetch[] {
  const after = new Set(fetches.filter(({ id }) => ids.has(id)).flatMap((fetch) => [...fetch.after]));
  const replaced = fetches
    .filter(({ id }) => !ids.has(id) || id === joined.id)
    .map((fetch) => {
      if (fetch.id === joined.id) return { ...joined, after };
      if (![...fetch.after].some((id) => ids.has(id))) return fetch;
      const others = [...fetch.after].filter((id) => !ids.has(id));
      return { ...fetch, after: new Set([...others, joined.id]) };
    });
  return inOrder(replaced);
}

/** Each after those that it waits for. */
export function inOrder(fetches: readonly PlannedFetch[]): readonly PlannedFetch[] {
  const waves = wavesOf(fetches);
  return fetches.toSorted((a, b) => (waves.get(a.id) ?? 0) - (waves.get(b.id) ?? 0));
}

/** May these two become one request, as far as anything but their wave goes? */
export const areOfOneKind = (one: PlannedFetch, other: PlannedFetch): boolean =>
  one.subgraph === other.subgraph &&
  one.kind === other.kind &&
  one.block === other.block &&
  one.context.length === 0 &&
  other.context.length === 0 &&
  one.conditions.length === other.conditions.length &&
  one.conditions.every(
    ({ variable, value }, index) =>
      other.conditions[index]?.variable === variable && other.conditions[index].value === value,
  );

/** One operation that has the variables of both. */
export function joinOperations(
  one: PlannedFetch,
  others: readonly PlannedFetch[],
): Pick<PlannedFetch, 'operation' | 'variables'> {
  const definitions = new Map(
    [one, ...others]
      .flatMap(({ operation }) => operation.variableDefinitions ?? [])
      .map((definition) => [definition.variable.name.value, definition]),
  );
  return {
    operation: { ...one.operation, variableDefinitions: [...definitions.values()] },
    variables: [...new Set([one, ...others].flatMap(({ variables }) => variables))],
  };
}
