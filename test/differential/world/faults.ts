import { isInterfaceType, isObjectType, Kind, visit } from 'graphql';
import type { FetchSubgraph, SubgraphAnswer, SubgraphFetch } from '../../../gateway/src/engine/engine.js';
import { hash } from '../random.js';
import type { Instance } from './universe.js';
import type { World } from './world.js';

/**
 * What goes wrong, as a pure function of a seed. There are two kinds: *field faults* happen to a field of an instance,
 * whoever asks for it, so that the monolith has them too and the answer is known exactly; *fetch faults* happen to what
 * one subgraph answers, so that less is known of the right answer (see `compare-faults.ts`).
 */
export interface Faults {
  /** 'error': the field throws; 'null': it is null, although it has a value. */
  ofField(of: Instance, field: string): 'error' | 'null' | undefined;
  /** Undefined: all fetches go well. */
  readonly ofFetch: FetchFaults | undefined;
}

export interface FetchFaults {
  readonly kind: FetchFault;
  spoil(answer: SubgraphAnswer, fetch: SubgraphFetch): SubgraphAnswer;
}

export type FetchFault = (typeof FETCH_FAULTS)[number];

const FETCH_FAULTS = [
  'dead',
  'refusing',
  'missing-entities',
  'extra-entity',
  'too-few-entities',
  'wrong-type',
] as const;

export const NO_FAULTS: Faults = { ofField: () => undefined, ofFetch: undefined };

export function createFaults(seed: string, world: World): Faults {
  const kind = hash(`${seed} kind`) % 2;
  if (kind === 0) {
    const mayFail = failableFields(world);
    return {
      ofFetch: undefined,
      ofField({ type, index }, field) {
        const chance = hash(`${seed} ${type}-${index}.${field}`) % 100;
        if (chance >= FIELD_FAULTS_PERCENT) return undefined;
        const may = mayFail(type, field);
        if (!may) return undefined;
        return chance % 2 === 0 && may === 'nullable' ? 'null' : 'error';
      },
    };
  }
  const fault = FETCH_FAULTS[hash(`${seed} fetch`) % FETCH_FAULTS.length] ?? 'dead';
  return {
    ofField: () => undefined,
    ofFetch: {
      kind: fault,
      spoil(answer, { subgraph, kind: of }) {
        const chance = hash(`${seed} ${subgraph}`);
        return of === 'query' && chance % 3 === 0 ? spoilt(answer, fault, chance) : answer;
      },
    },
  };
}

const FIELD_FAULTS_PERCENT = 12;

/**
 * Not what keys, requirements and contexts are made of (without them it is open what a gateway can still ask for), and nothing
 * that subgraphs declare otherwise than the supergraph (null rises differently there).
 */
function failableFields({
  subgraphs,
  api,
}: World): (type: string, field: string) => 'nullable' | 'non-null' | undefined {
  const needed = new Set<string>();
  for (const { keys, facts } of subgraphs.values())
    for (const set of [
      ...[...keys.values()].flat().map(({ fields }) => fields),
      ...[...facts.values()].flatMap(({ requires }) => requires ?? []),
      ...[...facts.values()].flatMap(({ fromContext }) => fromContext.map(({ fields }) => fields)),
    ])
      visit(set, { [Kind.FIELD]: ({ name }: { name: { value: string } }) => void needed.add(name.value) });
  return (typeName, field) => {
    const type = api.getType(typeName);
    const definition = isObjectType(type) ? type.getFields()[field] : undefined;
    if (!definition || needed.has(field)) return undefined;
    const written = String(definition.type);
    for (const { schema } of subgraphs.values())
      for (const name of [
        typeName,
        ...(isObjectType(type) ? type.getInterfaces() : []).map((one) => one.name),
      ]) {
        const local = schema.getType(name);
        const other = isObjectType(local) || isInterfaceType(local) ? local.getFields()[field] : undefined;
        if (other && String(other.type) !== written) return undefined;
      }
    return written.endsWith('!') ? 'non-null' : 'nullable';
  };
}

/** What goes wrong with fetches, and all answers come in an order of their own. */
export function faultyFetch(
  fetchSubgraph: FetchSubgraph,
  faults: FetchFaults | undefined,
  seed: string,
): FetchSubgraph {
  return async (fetch, signal) => {
    const answer = await fetchSubgraph(fetch, signal);
    // No clock: an answer comes after as many turns as its question says.
    for (let turns = hash(`${seed} ${fetch.query}`) % 12; turns > 0; turns--) await Promise.resolve();
    return faults ? faults.spoil(answer, fetch) : answer;
  };
}

/** What comes of a subgraph that is not there. */
export const DEAD: SubgraphAnswer = {
  kind: 'failed',
  error: { message: 'connection refused', extensions: { code: 'SUBGRAPH_UNAVAILABLE' } },
};

function spoilt(answer: SubgraphAnswer, fault: FetchFault, chance: number): SubgraphAnswer {
  if (fault === 'dead') return DEAD;
  if (answer.kind === 'failed' || !answer.data) return answer;
  const data = JSON.parse(JSON.stringify(answer.data)) as Record<string, unknown>;
  const lists = Object.entries(data).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  const entities = lists.filter(([name]) => name.startsWith('_e'));
  switch (fault) {
    case 'refusing':
      return {
        kind: 'answered',
        data: null,
        errors: [{ message: 'refused', extensions: { code: 'SUBGRAPH_ERROR' } }],
      };
    case 'missing-entities':
      for (const [, list] of entities)
        list.forEach((_, i) => void ((i + chance) % 2 === 0 && (list[i] = null)));
      return { ...answer, data };
    case 'extra-entity':
      for (const [, list] of entities) list.push({});
      return { ...answer, data };
    case 'too-few-entities':
      for (const [, list] of entities) list.pop();
      return { ...answer, data };
    case 'wrong-type':
      return { ...answer, data: mistyped(data, chance) as Record<string, unknown> };
  }
}

/** One value of each object becomes what its type cannot be. */
function mistyped(value: unknown, chance: number): unknown {
  if (Array.isArray(value)) return value.map((one, index) => mistyped(one, chance + index));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([name, inner], index) => {
      if (name.startsWith('_')) return [name, mistyped(inner, chance + 1)];
      return [
        name,
        (chance + index) % 4 === 0 && inner !== null ? wrongFor(inner) : mistyped(inner, chance + index),
      ];
    }),
  );
}

/** What no type is whose value this is, but for a custom scalar. */
const wrongFor = (value: unknown): unknown => (Array.isArray(value) ? { wrong: true } : [[{ wrong: true }]]);
