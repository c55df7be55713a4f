import {
  isCompositeType,
  isObjectType,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type InlineFragmentNode,
  type SelectionSetNode,
} from 'graphql';
import { getNamedType } from 'graphql';
import { collectDeferred, collectFields, type Selected } from './collect-fields.js';
import type { Tree } from './compile-shape.js';
import type { ResponsePath } from './paths-of-targets.js';
import { isRecord } from '../is-record.js';

/** One object of an answer that a deferred fragment is to complete. */
export interface DeferredPart {
  readonly fragment: InlineFragmentNode;
  readonly type: GraphQLCompositeType;
  /** What was fetched of the object. */
  readonly tree: Tree;
  readonly path: ResponsePath;
}

/** What is still to come for an object that the client has been given: nothing for what became null. */
export function findDeferredParts(
  selected: Selected,
  type: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
  { data, tree, path }: { data: Readonly<Record<string, unknown>>; tree: Tree; path: ResponsePath },
): readonly DeferredPart[] {
  const found: DeferredPart[] = [];

  const inObject = (
    at: GraphQLCompositeType,
    inner: readonly SelectionSetNode[],
    given: unknown,
    fetched: unknown,
    here: ResponsePath,
  ): void => {
    if (!isRecord(given) || !isRecord(fetched)) return;
    const concrete = concreteType(selected, at, fetched);
    for (const fragment of collectDeferred(selected, concrete, inner))
      found.push({ fragment, type: concrete, tree: fetched, path: here });
    for (const [name, nodes] of collectFields(selected, concrete, inner)) {
      const [node] = nodes;
      const field = node && 'getFields' in concrete ? concrete.getFields()[node.name.value] : undefined;
      const fieldType = field && getNamedType(field.type);
      if (!node || !isCompositeType(fieldType)) continue;
      const below = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (!below.some(hasDefer)) continue;
      inValue(fieldType, below, own(given, name), own(fetched, selected.names.nameOf(node)), [...here, name]);
    }
  };
  const inValue = (
    at: GraphQLCompositeType,
    inner: readonly SelectionSetNode[],
    given: unknown,
    fetched: unknown,
    here: ResponsePath,
  ): void => {
    if (!Array.isArray(given)) return inObject(at, inner, given, fetched, here);
    if (Array.isArray(fetched))
      given.forEach((element, index) => inValue(at, inner, element, fetched[index], [...here, index]));
  };
  inObject(type, sets, data, tree, path);
  return found;
}

const own = (object: Readonly<Record<string, unknown>>, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;

function concreteType(selected: Selected, type: GraphQLCompositeType, tree: Tree): GraphQLCompositeType {
  if (isObjectType(type)) return type;
  const typename = tree['__typename'];
  const concrete: unknown = typeof typename === 'string' ? selected.schema.getType(typename) : undefined;
  return isObjectType(concrete as GraphQLObjectType) ? (concrete as GraphQLObjectType) : type;
}

const hasDefer = ({ selections }: SelectionSetNode): boolean =>
  selections.some(
    (selection) =>
      selection.directives?.some(({ name }) => name.value === 'defer') ||
      ('selectionSet' in selection &&
        selection.selectionSet !== undefined &&
        hasDefer(selection.selectionSet)),
  );
