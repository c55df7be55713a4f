import {
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLError,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql';
import { gatewayError } from '../gateway-error.js';
import { collectFields, dependsOnType, type Selected } from './collect-fields.js';
import { leafResult, type Tree } from './compile-shape.js';
import { isPossibleType } from './possible-type.js';

/**
 * The answer from an irregular tree, value by value: what is wrong becomes null with a located error, and null rises to
 * the nearest place that may be null. Specification: Handling Field Errors. A null that a subgraph has explained already,
 * at that place, above or below it, is not explained twice.
 */
export function completeTree(
  selected: Selected,
  root: GraphQLObjectType,
  set: SelectionSetNode,
  tree: Tree,
  isExplained: (path: readonly (string | number)[]) => boolean,
  /** Where the object is in the answer, if it is not the root. */
  at: readonly (string | number)[] = [],
): { data: Record<string, unknown> | null; errors: readonly GraphQLError[] } {
  const errors: GraphQLError[] = [];
  const path: (string | number)[] = [...at];

  const fail = (code: 'SUBGRAPH_VALUE_INVALID' | 'SUBGRAPH_RESPONSE_INVALID', message: string): null => {
    errors.push(gatewayError(code, message, { path: [...path] }));
    return null;
  };

  /** INVALID: null where it must not be; the reason has been told. */
  function value(type: GraphQLOutputType, given: unknown, nodes: readonly FieldNode[]): unknown {
    if (!isNonNullType(type))
      return given === null || given === undefined ? null : present(type, given, nodes);
    const before = errors.length;
    const result = given === null || given === undefined ? null : present(type.ofType, given, nodes);
    if (result !== null) return result;
    if (errors.length === before && !isExplained(path))
      fail('SUBGRAPH_VALUE_INVALID', 'A subgraph answered null for a field that cannot be null.');
    return INVALID;
  }

  function present(type: GraphQLOutputType, given: unknown, nodes: readonly FieldNode[]): unknown {
    if (isListType(type)) {
      if (!Array.isArray(given))
        return fail('SUBGRAPH_RESPONSE_INVALID', 'A subgraph answered with no list.');
      const results = given.map((element, index) => {
        path.push(index);
        const result = value(type.ofType, element, nodes);
        path.pop();
        return result;
      });
      return results.includes(INVALID) ? null : results;
    }
    if (isCompositeType(type)) {
      if (typeof given !== 'object' || Array.isArray(given))
        return fail('SUBGRAPH_RESPONSE_INVALID', 'A subgraph answered with no object.');
      return composite(
        type,
        given as Tree,
        nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
      );
    }
    const result = leafResult(type, given);
    return result === undefined
      ? fail('SUBGRAPH_VALUE_INVALID', 'A subgraph answered with a value that its type does not have.')
      : result;
  }

  function composite(type: GraphQLCompositeType, given: Tree, sets: readonly SelectionSetNode[]): unknown {
    if (isObjectType(type)) return object(type, given, sets);
    const typename = given['__typename'];
    if (!dependsOnType(selected, type, sets) && isPossibleType(selected.schema, type, typename))
      return object(type, given, sets);
    const concrete = typeof typename === 'string' ? selected.schema.getType(typename) : undefined;
    if (isObjectType(concrete) && selected.schema.isSubType(type, concrete))
      return object(concrete, given, sets);
    return isExplained(path)
      ? null
      : fail('SUBGRAPH_VALUE_INVALID', 'A subgraph answered with an object of a type that cannot be here.');
  }

  function object(
    type: GraphQLCompositeType,
    given: Tree,
    sets: readonly SelectionSetNode[],
  ): Record<string, unknown> | null {
    const result: [string, unknown][] = [];
    for (const [name, nodes] of collectFields(selected, type, sets)) {
      const [node] = nodes;
      if (!node) continue;
      path.push(name);
      const inTree = selected.names.nameOf(node);
      const completed = field(type, node, nodes, Object.hasOwn(given, inTree) ? given[inTree] : undefined);
      path.pop();
      if (completed === INVALID) return null;
      result.push([name, completed]);
    }
    return Object.fromEntries(result);
  }

  function field(
    type: GraphQLCompositeType,
    node: FieldNode,
    nodes: readonly FieldNode[],
    given: unknown,
  ): unknown {
    if (node.name.value === '__typename') return type.name;
    if (node.name.value.startsWith('__')) return given;
    const definition = 'getFields' in type ? type.getFields()[node.name.value] : undefined;
    if (!definition) throw new Error(`no field ${node.name.value} on ${type.name}`);
    return value(definition.type, given, nodes);
  }

  return { data: object(root, tree, [set]), errors };
}

const INVALID: unique symbol = Symbol('invalid');
