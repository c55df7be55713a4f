import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql';
import { memberName, own, readOwn } from '../plan/source-text.js';
import { collectFields, dependsOnType, type Selected } from './collect-fields.js';
import { isPossibleType } from './possible-type.js';

/**
 * The answer's shape as a function: takes what subgraphs answered, gives what the client asked for, with every value
 * checked against the schema on the way. It gives up ({@link IRREGULAR}) at the first thing that is not as it should be;
 * `complete.ts` then says what and where. So what is regular pays nothing for paths and errors.
 */
export type Shape = (tree: Tree) => Record<string, unknown> | typeof IRREGULAR;

export type Tree = Readonly<Record<string, unknown>>;

export const IRREGULAR: unique symbol = Symbol('irregular');

export function compileShape(selected: Selected, root: GraphQLObjectType, set: SelectionSetNode): Shape {
  return objectShape(selected, root, [set]);
}

/** Everything below one field, for whatever type its object turns out to have. */
function shapeOf(selected: Selected, type: GraphQLCompositeType, sets: readonly SelectionSetNode[]): Shape {
  if (isObjectType(type)) return objectShape(selected, type, sets);
  if (!dependsOnType(selected, type, sets)) {
    const shape = objectShape(selected, type, sets);
    return (tree) => (isPossibleType(selected.schema, type, tree['__typename']) ? shape(tree) : IRREGULAR);
  }
  // Made when the first object of a type comes by: an interface may have hundreds of them.
  const byTypename = new Map<string, Shape>();
  return (tree) => {
    const typename = tree['__typename'];
    if (typeof typename !== 'string') return IRREGULAR;
    let shape = byTypename.get(typename);
    if (!shape) {
      const concrete = selected.schema.getType(typename);
      // Names that the schema does not know are not kept: a subgraph could send any number of them.
      if (!isObjectType(concrete) || !selected.schema.isSubType(type, concrete)) return IRREGULAR;
      shape = objectShape(selected, concrete, sets);
      byTypename.set(typename, shape);
    }
    return shape(tree);
  };
}

/**
 * Source text for one object. Names reach it only as JSON text, everything else as a value in `shapes` or `enums`:
 *
 *   let v0 = o["id"]; if (v0 == null) return F; if (typeof v0 !== 'string') return F;
 *   let v1 = o["reviews"]; if (v1 == null) v1 = null; else { … v1 = shapes[0](…) … }
 *   return { "id": v0, "reviews": v1 };
 */
function objectShape(
  selected: Selected,
  type: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
): Shape {
  const shapes: Shape[] = [];
  const enums: ReadonlySet<unknown>[] = [];
  const statements: string[] = [];
  const members: string[] = [];
  let counter = 0;
  const fresh = (prefix: string): string => `${prefix}${counter++}`;

  const checkNamed = (name: string, value: GraphQLOutputType, nodes: readonly FieldNode[]): string => {
    if (isCompositeType(value)) {
      const inner = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
      const index = shapes.push(shapeOf(selected, value, inner)) - 1;
      return `if (typeof ${name} !== 'object' || Array.isArray(${name})) return F; ${name} = shapes[${index}](${name}); if (${name} === F) return F;`;
    }
    if (isEnumType(value)) {
      const index = enums.push(new Set(value.getValues().map((one) => one.name))) - 1;
      return `if (!enums[${index}].has(${name})) return F;`;
    }
    return isScalarType(value) ? (SCALAR_CHECKS.get(value.name)?.(name) ?? '') : '';
  };

  const check = (name: string, value: GraphQLOutputType, nodes: readonly FieldNode[]): string => {
    if (isNonNullType(value))
      return `if (${name} == null) return F; ${checkPresent(name, value.ofType, nodes)}`;
    return `if (${name} == null) ${name} = null; else { ${checkPresent(name, value, nodes)} }`;
  };

  const checkPresent = (name: string, value: GraphQLOutputType, nodes: readonly FieldNode[]): string => {
    if (!isListType(value)) return checkNamed(name, value, nodes);
    const [list, index, element] = [fresh('l'), fresh('i'), fresh('e')];
    return (
      `if (!Array.isArray(${name})) return F; const ${list} = new Array(${name}.length); ` +
      `for (let ${index} = 0; ${index} < ${list}.length; ${index}++) { let ${element} = ${name}[${index}]; ` +
      `${check(element, value.ofType, nodes)} ${list}[${index}] = ${element}; } ${name} = ${list};`
    );
  };

  for (const [responseName, nodes] of collectFields(selected, type, sets)) {
    const [node] = nodes;
    if (!node) continue;
    const name = fresh('v');
    members.push(`${memberName(responseName)}: ${name}`);
    if (node.name.value === '__typename') {
      statements.push(`const ${name} = ${JSON.stringify(type.name)};`);
      continue;
    }
    statements.push(`let ${name} = ${readOwn('o', selected.names.nameOf(node))};`);
    // Introspection is answered by the gateway itself, in its final shape.
    if (node.name.value.startsWith('__')) continue;
    const definition = isAbstractType(type) && !('getFields' in type) ? undefined : fieldType(type, node);
    if (!definition) throw new Error(`no field ${node.name.value} on ${type.name}`);
    statements.push(check(name, definition, nodes));
  }
  const body = `return function shape(o) { ${statements.join('\n')} return { ${members.join(', ')} }; }`;
  const make = new Function('shapes', 'enums', 'F', 'own', body) as (
    shapes: readonly Shape[],
    enums: readonly ReadonlySet<unknown>[],
    irregular: typeof IRREGULAR,
    read: typeof own,
  ) => Shape;
  return make(shapes, enums, IRREGULAR, own);
}

const fieldType = (type: GraphQLCompositeType, { name }: FieldNode): GraphQLOutputType | undefined =>
  'getFields' in type ? type.getFields()[name.value]?.type : undefined;

/** Results of the five built-in scalars; custom ones may be anything. An ID is text, whatever a subgraph makes of it. */
const SCALAR_CHECKS: ReadonlyMap<string, (name: string) => string> = new Map([
  ['String', (name: string) => `if (typeof ${name} !== 'string') return F;`],
  ['Boolean', (name: string) => `if (typeof ${name} !== 'boolean') return F;`],
  ['Int', (name: string) => `if ((${name} | 0) !== ${name}) return F;`],
  ['Float', (name: string) => `if (typeof ${name} !== 'number') return F;`],
  [
    'ID',
    (name: string) =>
      `if (typeof ${name} !== 'string') { if (!Number.isInteger(${name})) return F; ${name} = String(${name}); }`,
  ],
]);

/** For who looks at values one by one: the same rules as the generated code's. Undefined: not a value of this type. */
export function leafResult(type: GraphQLOutputType, value: unknown): unknown {
  const named = getNamedType(type);
  if (isEnumType(named)) return typeof value === 'string' && named.getValue(value) ? value : undefined;
  switch (named.name) {
    case 'String':
      return typeof value === 'string' ? value : undefined;
    case 'Boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'Int':
      return typeof value === 'number' && (value | 0) === value ? value : undefined;
    case 'Float':
      return typeof value === 'number' ? value : undefined;
    case 'ID':
      return typeof value === 'string' ? value : Number.isInteger(value) ? String(value) : undefined;
    default:
      return value;
  }
}
