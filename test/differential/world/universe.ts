import { isInterfaceType, isObjectType, Kind, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import { hash } from '../random.js';
import { argumentsText, literalArguments, type Arguments } from './arguments.js';
import { contextualArguments, onlyLeaf } from './contexts.js';
import { fieldSpec, type FieldSpec, type NamedSpec, type Shape } from './field-spec.js';
import { concreteTypes, keyCoordinates } from './key-coordinates.js';
import { keyValue, scalarValue } from './scalar-value.js';
import type { SubgraphModel } from './subgraph-model.js';

/**
 * The data behind a graph, made of nothing but its schema: a few instances of each object type, and every field a pure
 * function of instance and arguments. Subgraphs and monolith both answer from it, so they can only disagree by what is
 * between them.
 */
export interface Universe {
  /** What a field of an instance is: leaf values as JSON, objects as {@link Instance}, lists of them, or null. */
  field(of: Instance, field: string, given: Arguments): unknown;
  /** Arguments that come from above the field; `above` are the objects on the way to it, the nearest first. */
  inContext(of: Instance, field: string, above: readonly Instance[]): Arguments;
  /** The instance that a representation means; undefined when there is none. */
  find(types: readonly string[], key: SelectionSetNode, representation: unknown): Instance | undefined;
  /** Does it hold what is so of this instance? */
  agrees(of: Instance, set: SelectionSetNode, representation: unknown): Agreement;
}

export interface Instance {
  readonly type: string;
  readonly index: number;
}

/** `missing`: something is null that is not null in the universe; faults do that. */
export type Agreement = 'agrees' | 'missing' | 'differs';

export interface UniverseParts {
  readonly subgraphs: readonly SubgraphModel[];
  readonly supergraph: GraphQLSchema;
  readonly api: GraphQLSchema;
}

export const INSTANCES_PER_TYPE = 3;

/** No scalar of the universe looks like one. */
export const isInstance = (value: unknown): value is Instance =>
  typeof value === 'object' && value !== null && 'type' in value && 'index' in value;

export const instance = (type: string, index: number): Instance => ({ type, index });

export function createUniverse(parts: UniverseParts): Universe {
  const { supergraph, api } = parts;
  const keyed = keyCoordinates(parts.subgraphs, supergraph);
  const contextual = contextualArguments(parts.subgraphs, supergraph);
  const specs = new Map<string, FieldSpec>();
  const specOf = (type: string, field: string): FieldSpec => {
    const coordinate = `${type}.${field}`;
    let known = specs.get(coordinate);
    if (!known) specs.set(coordinate, (known = fieldSpec(type, field, parts)));
    return known;
  };
  const definitionOf = (schema: GraphQLSchema, typeName: string, field: string) => {
    const type = schema.getType(typeName);
    return isObjectType(type) || isInterfaceType(type) ? type.getFields()[field] : undefined;
  };

  function field(of: Instance, name: string, given: Arguments): unknown {
    const spec = specOf(of.type, name);
    const coordinate = `${of.type}.${name}`;
    if (keyed.has(coordinate)) return keyField(spec.shape, spec.named, of, coordinate);
    const visible = definitionOf(api, of.type, name) ?? definitionOf(supergraph, of.type, name);
    const text = `${of.type}-${of.index}.${name}(${argumentsText(visible, given)})${contextText(coordinate, given)}`;
    return valueOf(spec.shape, spec.named, text, name);
  }

  /** What comes from a context means something, although clients do not see the argument. */
  function contextText(coordinate: string, given: Arguments): string {
    const names = contextual.get(coordinate)?.map(({ name }) => name);
    return names ? JSON.stringify(names.map((name) => given[name] ?? null)) : '';
  }

  function inContext(of: Instance, name: string, above: readonly Instance[]): Arguments {
    const entries = (contextual.get(`${of.type}.${name}`) ?? []).map((argument) => {
      const setter = above.find(({ type }) => argument.setters.has(type));
      return [argument.name, setter ? onlyLeaf(project(setter, argument.fields)) : null] as const;
    });
    return Object.fromEntries(entries);
  }

  function project(of: Instance, set: SelectionSetNode, into: Record<string, unknown> = {}): unknown {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const on = selection.typeCondition?.name.value;
        if (on === undefined || on === of.type || concreteTypes(on, supergraph).includes(of.type))
          project(of, selection.selectionSet, into);
        continue;
      }
      const name = selection.name.value;
      if (name === '__typename') continue;
      const value = field(
        of,
        name,
        literalArguments(definitionOf(supergraph, of.type, name), selection.arguments),
      );
      const inner = selection.selectionSet;
      into[name] = inner ? mapInstances(value, (one) => project(one, inner)) : value;
    }
    return into;
  }

  return {
    field,
    inContext,
    find(types, key, representation) {
      for (const type of types)
        for (let index = 0; index < INSTANCES_PER_TYPE; index++) {
          const candidate = instance(type, index);
          if (compare(project(candidate, key), representation) === 'agrees') return candidate;
        }
      return undefined;
    },
    agrees: (of, set, representation) => compare(project(of, set), representation),
  };
}

function mapInstances(value: unknown, map: (one: Instance) => unknown): unknown {
  if (Array.isArray(value)) return value.map((element) => mapInstances(element, map));
  return isInstance(value) ? map(value) : value;
}

/** What a representation holds beyond what is expected does not matter. */
function compare(expected: unknown, given: unknown): Agreement {
  if (given === null || given === undefined) return expected === null ? 'agrees' : 'missing';
  if (Array.isArray(expected)) {
    if (!Array.isArray(given) || given.length !== expected.length) return 'differs';
    return worst(expected.map((element, index) => compare(element, given[index])));
  }
  if (typeof expected !== 'object' || expected === null) return expected === given ? 'agrees' : 'differs';
  if (typeof given !== 'object') return 'differs';
  return worst(
    Object.entries(expected).map(([name, value]) => compare(value, (given as Record<string, unknown>)[name])),
  );
}

const worst = (all: readonly Agreement[]): Agreement =>
  all.includes('differs') ? 'differs' : all.includes('missing') ? 'missing' : 'agrees';

/** Never null, and different for each instance. */
function keyField(shape: Shape, named: NamedSpec, of: Instance, coordinate: string): unknown {
  if (shape.kind === 'list') return [keyField(shape.of, named, of, coordinate)];
  return named.kind === 'object'
    ? instance(named.types[0] ?? coordinate, of.index)
    : keyValue(named, coordinate, of.index);
}

function valueOf(shape: Shape, named: NamedSpec, text: string, name: string): unknown {
  const chance = hash(text);
  if (shape.nullable && chance % NULL_EVERY === 0) return null;
  if (shape.kind === 'list') {
    const length = LENGTHS[hash(`${text} length`) % LENGTHS.length] ?? 0;
    return Array.from({ length }, (_, i) => valueOf(shape.of, named, `${text}[${i}]`, name));
  }
  if (named.kind !== 'object') return scalarValue(named, text, name);
  const type = named.types[chance % (named.types.length || 1)];
  // There is one query type, and one object of it: where a field leads back to it, it is the root.
  if (type === 'Query') return instance(type, 0);
  if (type !== undefined) return instance(type, hash(`${text} index`) % INSTANCES_PER_TYPE);
  if (shape.nullable) return null;
  throw new Error(`nothing can be at ${text}: subgraphs have no possible type in common`);
}

const NULL_EVERY = 7;
const LENGTHS = [0, 1, 1, 2, 2, 2, 3];
