import {
  getNamedType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isUnionType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import type { SubgraphModel } from './subgraph-model.js';

/** What a field can answer in every subgraph that declares it: the least that all of them agree on. */
export interface FieldSpec {
  readonly shape: Shape;
  readonly named: NamedSpec;
}

export type Shape =
  | { readonly kind: 'named'; readonly nullable: boolean }
  | { readonly kind: 'list'; readonly nullable: boolean; readonly of: Shape };

export type NamedSpec =
  | { readonly kind: 'scalar'; readonly name: string }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  /** Names of object types. */
  | { readonly kind: 'object'; readonly types: readonly string[] };

export interface SpecParts {
  readonly subgraphs: readonly SubgraphModel[];
  /** With what clients do not see. */
  readonly supergraph: GraphQLSchema;
  readonly api: GraphQLSchema;
}

export function fieldSpec(typeName: string, field: string, parts: SpecParts): FieldSpec {
  const declared = declarations(typeName, field, parts);
  const [first, ...others] = declared;
  if (!first) throw new Error(`no subgraph has ${typeName}.${field}`);
  const shape = others.reduce((known, { type }) => narrower(known, shapeOf(type)), shapeOf(first.type));
  const named = others.reduce(
    (known, { subgraph, type }) => common(known, namedSpec(subgraph, getNamedType(type), parts)),
    namedSpec(first.subgraph, getNamedType(first.type), parts),
  );
  return { shape, named };
}

interface Declaration {
  readonly subgraph: SubgraphModel;
  readonly type: GraphQLOutputType;
}

function declarations(typeName: string, field: string, { subgraphs, supergraph }: SpecParts): Declaration[] {
  const type = supergraph.getType(typeName);
  const interfaces = isObjectType(type) ? type.getInterfaces().map(({ name }) => name) : [];
  return subgraphs.flatMap((subgraph) => {
    const owners = [typeName, ...interfaces.filter((name) => subgraph.interfaceObjects.has(name))];
    return owners.flatMap((owner) => {
      const local = subgraph.schema.getType(owner);
      const definition = isObjectType(local) ? local.getFields()[field] : undefined;
      return definition ? [{ subgraph, type: definition.type }] : [];
    });
  });
}

function shapeOf(type: GraphQLOutputType, nullable = true): Shape {
  if (isNonNullType(type)) return shapeOf(type.ofType, false);
  if (isListType(type)) return { kind: 'list', nullable, of: shapeOf(type.ofType) };
  return { kind: 'named', nullable };
}

function narrower(one: Shape, other: Shape): Shape {
  const nullable = one.nullable && other.nullable;
  if (one.kind === 'list' && other.kind === 'list')
    return { kind: 'list', nullable, of: narrower(one.of, other.of) };
  if (one.kind !== other.kind) throw new Error('a list here and none there');
  return { ...one, nullable };
}

function namedSpec(subgraph: SubgraphModel, type: GraphQLNamedType, parts: SpecParts): NamedSpec {
  if (isScalarType(type)) return { kind: 'scalar', name: type.name };
  if (isEnumType(type)) {
    const visible = parts.api.getType(type.name);
    const values = type.getValues().map(({ name }) => name);
    return {
      kind: 'enum',
      values: isEnumType(visible) ? values.filter((value) => visible.getValue(value)) : values,
    };
  }
  return { kind: 'object', types: objectTypes(subgraph, type, parts) };
}

function objectTypes(
  subgraph: SubgraphModel,
  type: GraphQLNamedType,
  { supergraph, api }: SpecParts,
): string[] {
  const names = (found: readonly { readonly name: string }[]): string[] => found.map(({ name }) => name);
  const possible = ((): string[] => {
    if (subgraph.interfaceObjects.has(type.name)) {
      const interfaceType = supergraph.getType(type.name);
      return isInterfaceType(interfaceType) ? names(supergraph.getPossibleTypes(interfaceType)) : [];
    }
    if (isInterfaceType(type) || isUnionType(type))
      return names(subgraph.schema.getPossibleTypes(type)).flatMap((name) =>
        // An interface object may implement an interface itself.
        subgraph.interfaceObjects.has(name)
          ? objectTypes(subgraph, subgraph.schema.getType(name) as GraphQLNamedType, {
              subgraphs: [],
              supergraph,
              api,
            })
          : [name],
      );
    return [type.name];
  })();
  // A type that clients do not see cannot be told to them.
  const visible = possible.filter((name) => api.getType(name));
  return (visible.length > 0 ? visible : possible).toSorted();
}

function common(one: NamedSpec, other: NamedSpec): NamedSpec {
  if (one.kind === 'enum' && other.kind === 'enum')
    return { kind: 'enum', values: one.values.filter((value) => other.values.includes(value)) };
  if (one.kind === 'object' && other.kind === 'object')
    return { kind: 'object', types: one.types.filter((type) => other.types.includes(type)) };
  return one;
}
