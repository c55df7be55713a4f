import {
  getNamedType,
  isCompositeType,
  isObjectType,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLError,
  type GraphQLObjectType,
  type SelectionSetNode,
} from 'graphql';
import type { SubgraphError } from '../engine/engine.js';
import { gatewayError } from '../gateway-error.js';
import { isRecord } from '../is-record.js';
import { placeOf, type Place } from '../plan/brought.js';
import { own } from '../plan/source-text.js';
import { collectFields, dependsOnType, type Selected } from './collect-fields.js';
import type { ResponsePath } from './paths-of-targets.js';
import type { Run } from './run-program.js';
import type { TroubleKind } from './troubles.js';

const placeOfSteps = (path: ResponsePath): Place => placeOf(path.filter((step) => typeof step === 'string'));

interface View {
  readonly selected: Selected;
  readonly root: GraphQLObjectType;
  readonly set: SelectionSetNode;
}

/**
 * What the client is told of the troubles. A path leads to what the client asked for, and more is fetched than that:
 *
 *   { item { fee } }, item.parts failed, which fee requires   ->  the error is told at `item`
 *   { media { … on Book { stars } } }, media.1.stars failed,  ->  nothing: the subgraph was asked for the stars of all
 *   and media.1 is a film                                         media, because it knows no films
 *   the same, and with it the whole entity became null        ->  the error is told at `media.1`, if it shows more of the
 *                                                                entity, and nothing else says why that is null
 */
export function toldErrors(
  { tree, troubles, required, names }: Pick<Run, 'tree' | 'troubles' | 'required' | 'names'>,
  { selected, root, set }: View,
): readonly GraphQLError[] {
  if (troubles.all.length === 0) return [];
  // What is answered later is shown, too.
  const view = openView({ ...selected, defers: false }, root, [set]);
  const ofClient = (path: ResponsePath): ResponsePath =>
    path.map((step) => (typeof step === 'string' ? names.clientName(step) : step));
  const told = troubles.all.flatMap(({ error, path, kind }): Told[] => {
    if (!path) return [{ kind, error: toError(error, undefined), missed: [] }];
    const { shown, missed } = shownSteps(path, tree, view);
    const isUnseen = shown < path.length && !required.has(placeOfSteps(path.slice(0, shown + 1)));
    const place = ofClient(path.slice(0, shown));
    return [
      {
        kind: kind === 'place' && isUnseen ? 'unseen' : kind,
        error: toError(error, shown === 0 ? undefined : place),
        missed: missed.map((name) => [...place, names.clientName(name)]),
      },
    ];
  });
  const causes = told.filter(({ kind }) => kind !== 'consequence' && kind !== 'unseen');
  const isToldOf = (path: ResponsePath): boolean =>
    causes.some(({ error }) => isOnOneWay(error.path ?? [], path));
  return told
    .filter(({ kind, error, missed }) => {
      switch (kind) {
        case 'unseen':
          return !missed.every(isToldOf);
        case 'consequence':
          return !causes.some((cause) => isAtOrAbove(cause.error.path ?? [], error.path ?? []));
        default:
          return true;
      }
    })
    .map(({ error }) => error);
}

interface Told {
  /** `unseen`: at a place that the client does not see. It is told if there is no other reason for what it misses there. */
  readonly kind: TroubleKind | 'unseen';
  readonly error: GraphQLError;
  readonly missed: readonly ResponsePath[];
}

const isAtOrAbove = (above: ResponsePath, path: ResponsePath): boolean =>
  above.every((step, index) => step === path[index]);

const isOnOneWay = (one: ResponsePath, other: ResponsePath): boolean =>
  isAtOrAbove(one, other) || isAtOrAbove(other, one);

function toError({ message, extensions }: SubgraphError, path: ResponsePath | undefined): GraphQLError {
  const { code, ...others } = extensions;
  return gatewayError(code as Parameters<typeof gatewayError>[0], message, {
    ...(path ? { path } : {}),
    extensions: { ...others, code },
  });
}

/** What the client sees of the object at one place of the answer. */
interface ObjectView {
  /** Undefined: by what was fetched it cannot be told. */
  fieldsOf(object: Readonly<Record<string, unknown>>): FieldViews | undefined;
}

/** By the name in the tree, and by the client's. */
type FieldViews = ReadonlyMap<string, FieldView>;

interface FieldView {
  readonly nameInTree: string;
  /** Undefined: a leaf. */
  readonly inside: ObjectView | undefined;
}

/** Looked at once for all errors: there may be one for each element of a list. */
function openView(
  selected: Selected,
  type: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
): ObjectView {
  const byType = new Map<string, FieldViews>();
  const depends = dependsOnType(selected, type, sets);
  return {
    fieldsOf(object) {
      const concrete = depends ? selected.schema.getType(String(own(object, '__typename'))) : type;
      if (!isCompositeType(concrete) || (depends && !isObjectType(concrete))) return undefined;
      let fields = byType.get(concrete.name);
      if (!fields) byType.set(concrete.name, (fields = fieldViews(selected, concrete, sets)));
      return fields;
    },
  };
}

function fieldViews(
  selected: Selected,
  type: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
): FieldViews {
  const views = new Map<string, FieldView>();
  for (const [name, nodes] of collectFields(selected, type, sets)) {
    const [node] = nodes;
    if (!node) continue;
    const nameInTree = selected.names.nameOf(node);
    const view = { nameInTree, inside: insideOf(selected, type, node, nodes) };
    if (!views.has(name)) views.set(name, view);
    views.set(nameInTree, view);
  }
  return views;
}

function insideOf(
  selected: Selected,
  type: GraphQLCompositeType,
  { name }: FieldNode,
  nodes: readonly FieldNode[],
): ObjectView | undefined {
  const field = 'getFields' in type ? type.getFields()[name.value] : undefined;
  const inner = field && getNamedType(field.type);
  return isCompositeType(inner)
    ? openView(
        selected,
        inner,
        nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
      )
    : undefined;
}

interface Way {
  /** How many steps of it the client sees; all, if it ends where the answer is null. */
  readonly shown: number;
  /** Where it leaves what the client sees: names in the tree of what is seen there, and never came. */
  readonly missed: readonly string[];
}

function shownSteps(path: ResponsePath, tree: Readonly<Record<string, unknown>>, root: ObjectView): Way {
  let value: unknown = tree;
  let view: ObjectView | undefined = root;
  for (const [index, step] of path.entries()) {
    if (typeof step === 'number') {
      value = Array.isArray(value) ? (value[step] as unknown) : undefined;
      continue;
    }
    const object = isRecord(value) ? value : undefined;
    const fields: FieldViews | undefined = object && view?.fieldsOf(object);
    if (!object || !fields) break;
    const field: FieldView | undefined = fields.get(step);
    if (!field) {
      const seen = new Set([...fields.values()].map(({ nameInTree }) => nameInTree));
      return { shown: index, missed: [...seen].filter((name) => own(object, name) === undefined) };
    }
    value = own(object, field.nameInTree);
    view = field.inside;
  }
  return { shown: path.length, missed: [] };
}
