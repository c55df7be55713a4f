import {
  execute,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  validate,
  type DocumentNode,
  type GraphQLFieldResolver,
  type SelectionSetNode,
} from 'graphql';
import type { SubgraphAnswer, SubgraphFetch } from '../../../gateway/src/engine/engine.js';
import type { Arguments } from './arguments.js';
import type { Journal } from './journal.js';
import { concreteTypes, keyCoordinates } from './key-coordinates.js';
import { FAULT, rootInstance } from './monolith.js';
import type { SubgraphModel } from './subgraph-model.js';
import { isInstance, type Instance } from './universe.js';
import type { World } from './world.js';

/**
 * One subgraph in process, which answers what a subgraph must and nothing more. It refuses
 *
 *   - an `@external` field that is no key, unless a `@provides` on the way says otherwise,
 *   - a field that another subgraph has overridden, and one whose override does not hold for the request,
 *   - a field with `@requires` outside `_entities`, or without what it requires, or with something else,
 *   - a representation without any key that can be resolved here.
 *
 * Whatever is refused is written in the journal too: an answer may be right by luck.
 */
export type StrictSubgraph = (fetch: SubgraphFetch, journal: Journal) => Promise<SubgraphAnswer>;

/** An object on its way through the subgraph. */
interface Node {
  readonly instance: Instance;
  readonly provided: readonly SelectionSetNode[];
  /** Undefined: not asked for as an entity. */
  readonly representation: unknown;
}

const DOCUMENTS_MAX = 500;

export function createStrictSubgraph(model: SubgraphModel, world: World): StrictSubgraph {
  const { universe } = world;
  const documents = new Map<string, DocumentNode | Error>();
  const keyed = keyCoordinates([model], world.supergraph);

  function documentOf(query: string): DocumentNode {
    let known = documents.get(query);
    if (!known) {
      if (documents.size >= DOCUMENTS_MAX) documents.clear();
      documents.set(query, (known = read(query, model)));
    }
    if (known instanceof Error) throw known;
    return known;
  }

  function entity(representation: unknown, journal: Journal): Node | null {
    const { __typename: typename } = (representation ?? {}) as { __typename?: unknown };
    const keys = typeof typename === 'string' ? (model.keys.get(typename) ?? []) : [];
    const type = String(typename);
    const types = isInterfaceType(world.supergraph.getType(type))
      ? concreteTypes(type, world.supergraph)
      : [type];
    const usable = keys.filter(({ resolvable, fields }) => resolvable && holds(representation, fields));
    const [first, ...others] = usable;
    if (!first) return refuse(journal, `no resolvable key in ${JSON.stringify(representation)}`);
    const found = universe.find(types, first.fields, representation);
    if (!found) return refuse(journal, `no entity is ${JSON.stringify(representation)}`);
    if (others.some(({ fields }) => universe.agrees(found, fields, representation) !== 'agrees'))
      return refuse(journal, `keys of two entities in ${JSON.stringify(representation)}`);
    return { instance: found, provided: [], representation };
  }

  /** To another subgraph, or not yet to this one. */
  const isMoved = (coordinate: string, { labelHolds }: Journal): boolean =>
    (world.moves.get(coordinate) ?? []).some(({ from, to, label }) => {
      if (from === model.name) return label === undefined || labelHolds(label) === true;
      return to === model.name && label !== undefined && labelHolds(label) === false;
    });

  function refuse(journal: Journal, what: string): never {
    const message = `${model.name}: ${what}`;
    journal.refusals.push(message);
    throw new Error(message);
  }

  const fieldResolver: GraphQLFieldResolver<Node | undefined, Journal, Arguments> = (
    source,
    given,
    journal,
    info,
  ) => {
    const { fieldName } = info;
    const owner = info.parentType.name;
    if (!source && fieldName === '_service') return { sdl: '' };
    if (!source && fieldName === '_entities')
      return (given['representations'] as unknown[]).map((one) => {
        try {
          return entity(one, journal);
        } catch (error) {
          return error;
        }
      });
    if (source && fieldName === 'sdl') return '';
    const node = source ?? {
      instance: rootInstance(owner, journal),
      provided: [],
      representation: undefined,
    };
    const coordinate = `${owner}.${fieldName}`;
    const facts = model.facts.get(coordinate);
    const inProvided = node.provided.flatMap((set) => selectedIn(set, fieldName, node.instance.type, world));
    const isKey = keyed.has(`${node.instance.type}.${fieldName}`) || keyed.has(coordinate);
    const isElsewhere = facts?.external === true || isMoved(coordinate, journal);
    if (isElsewhere && !isKey && inProvided.length === 0)
      return refuse(journal, `${coordinate} is not for this subgraph to answer`);
    if (facts?.requires) {
      if (node.representation === undefined) return refuse(journal, `${coordinate} outside _entities`);
      const agreement = universe.agrees(node.instance, facts.requires, node.representation);
      // After a fault a gateway may have less to send than there is.
      if (agreement === 'missing' && journal.faults.ofFetch) throw new Error(FAULT);
      if (agreement !== 'agrees')
        return refuse(
          journal,
          `${coordinate} with ${agreement === 'missing' ? 'less than' : 'other than'} what it requires: ${JSON.stringify(node.representation)}`,
        );
    }
    const provided = [
      ...(facts?.provides ? [facts.provides] : []),
      ...inProvided.flatMap(({ selectionSet }) => selectionSet ?? []),
    ];
    const fault = journal.faults.ofField(node.instance, fieldName);
    if (fault === 'error') throw new Error(FAULT);
    if (fault === 'null') return null;
    return toNodes(universe.field(node.instance, fieldName, given), provided);
  };

  return async (fetch, journal) => {
    const { query, operationName, variables } = readBody(fetch);
    let result;
    try {
      result = await execute({
        schema: model.schema,
        document: documentOf(query),
        operationName: operationName ?? null,
        variableValues: variables,
        contextValue: journal,
        fieldResolver,
        typeResolver: (value) => localType((value as Node).instance, model, world),
      });
    } catch (error) {
      journal.refusals.push(`${model.name}: ${(error as Error).message}\n${query}`);
      return {
        kind: 'failed',
        error: { message: (error as Error).message, extensions: { code: 'REFUSED' } },
      };
    }
    if (result.data === undefined)
      journal.refusals.push(`${model.name}: ${JSON.stringify(result.errors)}\n${query}`);
    return {
      kind: 'answered',
      data: (result.data ?? null) as Record<string, unknown> | null,
      errors: (result.errors ?? []).map(({ message, path }) => ({
        message,
        ...(path ? { path } : {}),
        extensions: { code: 'SUBGRAPH_ERROR' },
      })),
    };
  };
}

/** Objects of an interface that is an interface object here are all of that one type. */
function localType(
  { type }: Instance,
  { schema, interfaceObjects }: SubgraphModel,
  { supergraph }: World,
): string {
  if (schema.getType(type)) return type;
  const concrete = supergraph.getType(type);
  const interfaces = isObjectType(concrete) ? concrete.getInterfaces() : [];
  return interfaces.find(({ name }) => interfaceObjects.has(name))?.name ?? type;
}

function read(query: string, model: SubgraphModel): DocumentNode | Error {
  try {
    const document = parse(query, { noLocation: true });
    const [error] = validate(model.schema, document);
    return error ?? document;
  } catch (error) {
    return error as Error;
  }
}

interface Body {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What would go over the wire. */
function readBody(fetch: SubgraphFetch): Body {
  if (fetch.body !== undefined) return JSON.parse(fetch.body) as Body;
  return JSON.parse(JSON.stringify({ ...fetch, variables: fetch.variables })) as Body;
}

/** Does the representation say all that this key is made of? Null is no key. */
function holds(value: unknown, set: SelectionSetNode): boolean {
  if (Array.isArray(value)) return value.every((element) => holds(element, set));
  if (typeof value !== 'object' || value === null) return false;
  return set.selections.every((selection) => {
    if (selection.kind !== Kind.FIELD) return true;
    const inner = (value as Record<string, unknown>)[selection.name.value];
    if (inner === null || inner === undefined) return false;
    return selection.selectionSet ? holds(inner, selection.selectionSet) : true;
  });
}

function selectedIn(set: SelectionSetNode, field: string, type: string, world: World): SelectedField[] {
  return set.selections.flatMap((selection): SelectedField[] => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    if (selection.kind === Kind.FIELD)
      return selection.name.value === field ? [{ selectionSet: selection.selectionSet }] : [];
    const on = selection.typeCondition?.name.value;
    const applies = on === undefined || on === type || concreteTypes(on, world.supergraph).includes(type);
    return applies ? selectedIn(selection.selectionSet, field, type, world) : [];
  });
}

interface SelectedField {
  readonly selectionSet: SelectionSetNode | undefined;
}

function toNodes(value: unknown, provided: readonly SelectionSetNode[]): unknown {
  if (Array.isArray(value)) return value.map((element) => toNodes(element, provided));
  return isInstance(value)
    ? ({ instance: value, provided, representation: undefined } satisfies Node)
    : value;
}
