/**
 * An operation compiled into functions that write JSON. Any valid one of a gateway's is answered as graphql-js would:
 * aliases, fragments, variables, `@skip` and `@include`, fields that are asked for twice.
 */
import {
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  isUnionType,
  Kind,
  valueFromAST,
  valueFromASTUntyped,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import type { Service, Source } from './subgraph.ts';

export type Variables = Readonly<Record<string, unknown>>;
/** The JSON of one object's selections. */
type Write = (source: Source, variables: Variables) => string;
type WriteValue = (value: unknown, variables: Variables) => string;

export interface CompiledQuery {
  write(variables: Variables): string;
  /** Whether `@skip` or `@include` looked at a variable: then it is good for these variables only. */
  readonly conditional: boolean;
}

interface Compilation {
  readonly service: Service;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Variables;
  conditional: boolean;
}

export function compileQuery(
  service: Service,
  document: DocumentNode,
  operationName: string | undefined,
  variables: Variables,
): CompiledQuery {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: OperationDefinitionNode[] = [];
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
  }
  const named = operations.filter(({ name }) => operationName === undefined || name?.value === operationName);
  const [operation] = named;
  const type = operation && service.schema.getRootType(operation.operation);
  if (!operation || named.length > 1 || !type)
    throw new Error('the request names no operation of its document that this schema has');
  const defaults = defaultsOf(operation);
  const compilation: Compilation = {
    service,
    fragments,
    variables: { ...defaults, ...variables },
    conditional: false,
  };
  const write = compileObject(compilation, type, [operation.selectionSet]);
  return {
    write: (given) => `{"data":${write(service.root, { ...defaults, ...given })}}`,
    conditional: compilation.conditional,
  };
}

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Variables {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)]] : [],
    ),
  );
}

function compileObject(
  compilation: Compilation,
  type: GraphQLObjectType,
  selectionSets: readonly SelectionSetNode[],
): Write {
  const collected = new Map<string, FieldNode[]>();
  for (const { selections } of selectionSets) collect(compilation, type.name, selections, collected);
  const writers = [...collected].map(([key, nodes], at) => {
    const write = compileField(compilation, type, nodes);
    const prefix = `${at === 0 ? '' : ','}${JSON.stringify(key)}:`;
    return (source: Source, variables: Variables) => prefix + write(source, variables);
  });
  return (source, variables) => {
    let json = '{';
    for (const write of writers) json += write(source, variables);
    return `${json}}`;
  };
}

function collect(
  compilation: Compilation,
  typeName: string,
  selections: readonly SelectionNode[],
  into: Map<string, FieldNode[]>,
): void {
  for (const selection of selections) {
    if (!isIncluded(compilation, selection)) continue;
    switch (selection.kind) {
      case Kind.FIELD: {
        const key = (selection.alias ?? selection.name).value;
        const before = into.get(key);
        if (before) before.push(selection);
        else into.set(key, [selection]);
        break;
      }
      case Kind.INLINE_FRAGMENT:
        if (applies(selection.typeCondition?.name.value, typeName))
          collect(compilation, typeName, selection.selectionSet.selections, into);
        break;
      case Kind.FRAGMENT_SPREAD: {
        const fragment = compilation.fragments.get(selection.name.value);
        if (!fragment) throw new Error(`there is no fragment ${selection.name.value}`);
        if (applies(fragment.typeCondition.name.value, typeName))
          collect(compilation, typeName, fragment.selectionSet.selections, into);
        break;
      }
    }
  }
}

/** The only abstract type of these schemas is `_Entity`, and every entity is one. */
const applies = (condition: string | undefined, typeName: string): boolean =>
  condition === undefined || condition === typeName || condition === '_Entity';

function isIncluded(compilation: Compilation, { directives = [] }: SelectionNode): boolean {
  return directives.every(({ name, arguments: given = [] }) => {
    if (name.value !== 'skip' && name.value !== 'include') return true;
    const condition = given.find((argument) => argument.name.value === 'if')?.value;
    if (condition?.kind === Kind.VARIABLE) compilation.conditional = true;
    return (
      Boolean(condition && valueFromASTUntyped(condition, compilation.variables)) ===
      (name.value === 'include')
    );
  });
}

function compileField(
  compilation: Compilation,
  parent: GraphQLObjectType,
  nodes: readonly FieldNode[],
): Write {
  const [node] = nodes;
  if (!node) throw new Error('a field without a node');
  const name = node.name.value;
  if (name === '__typename') {
    const json = JSON.stringify(parent.name);
    return () => json;
  }
  const field = parent.getFields()[name];
  if (!field) throw new Error(`there is no field ${parent.name}.${name}`);
  const selectionSets = nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
  if (name === '_entities') return compileEntities(compilation, node, selectionSets);
  const write = compileValue(compilation, field.type, selectionSets);
  const argumentsOf = compileArguments(field, node);
  return (source, variables) => {
    const value: unknown = source[name];
    return write(typeof value === 'function' ? value(argumentsOf(variables)) : value, variables);
  };
}

function compileValue(
  compilation: Compilation,
  type: GraphQLOutputType,
  selectionSets: readonly SelectionSetNode[],
): WriteValue {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    const write = compileValue(compilation, nullable.ofType as GraphQLOutputType, selectionSets);
    return (value, variables) =>
      Array.isArray(value) ? `[${value.map((item) => write(item, variables)).join(',')}]` : 'null';
  }
  const named = getNamedType(nullable);
  if (isLeafType(named)) return (value) => JSON.stringify(value ?? null);
  if (isUnionType(named) || !('getFields' in named))
    throw new Error(`no value of type ${named.name} is asked for`);
  const write = compileObject(compilation, named as GraphQLObjectType, selectionSets);
  return (value, variables) => (value == null ? 'null' : write(value as Source, variables));
}

/** Per request, only the representations are looked at. */
function compileEntities(
  compilation: Compilation,
  node: FieldNode,
  selectionSets: readonly SelectionSetNode[],
): Write {
  const { service } = compilation;
  const writers = new Map<string, Write>();
  for (const name of Object.keys(service.entities)) {
    const type = service.schema.getType(name) as GraphQLObjectType;
    writers.set(name, compileObject(compilation, type, selectionSets));
  }
  const given = node.arguments?.find((argument) => argument.name.value === 'representations')?.value;
  if (!given) throw new Error('_entities needs representations');
  return (_, variables) => {
    const representations = valueOf(given, variables) as readonly Source[];
    const items = representations.map((representation) => {
      const typeName = String(representation['__typename']);
      const entity = service.entities[typeName]?.(representation);
      const write = writers.get(typeName);
      return entity && write ? write(entity, variables) : 'null';
    });
    return `[${items.join(',')}]`;
  };
}

const valueOf = (node: ValueNode, variables: Variables): unknown =>
  node.kind === Kind.VARIABLE ? variables[node.name.value] : valueFromASTUntyped(node, variables);

function compileArguments(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
): (variables: Variables) => Source {
  if (field.args.length === 0) return () => NONE;
  return (variables) =>
    Object.fromEntries(
      field.args.map(({ name, type, defaultValue }) => {
        const given = node.arguments?.find((argument) => argument.name.value === name)?.value;
        const value = given && valueFromAST(given, type, variables);
        return [name, value === undefined ? defaultValue : value];
      }),
    );
}

const NONE: Source = {};
