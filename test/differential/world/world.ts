import { buildASTSchema, Kind, parse, printSchema, visit, type GraphQLSchema, type TypeNode } from 'graphql';
import { apiSchemaOf } from '@kontor/federation';
import { compose } from '@kontor/federation/compose';
import { movesOf, type Move } from './labels.js';
import { readSubgraph, type SubgraphModel } from './subgraph-model.js';
import { createUniverse, type Universe } from './universe.js';

/** Subgraphs as their teams write them. */
export interface Graph {
  readonly name: string;
  readonly subgraphs: readonly { readonly name: string; readonly sdl: string }[];
}

/** A graph with everything that is made of it. */
export interface World {
  readonly name: string;
  readonly supergraphSdl: string;
  readonly hash: string;
  readonly supergraph: GraphQLSchema;
  readonly api: GraphQLSchema;
  /** The same with every field nullable: null does not rise there. */
  readonly nullableApi: GraphQLSchema;
  readonly subgraphs: ReadonlyMap<string, SubgraphModel>;
  readonly universe: Universe;
  /** By `@override`, by `Type.field`. */
  readonly moves: ReadonlyMap<string, readonly Move[]>;
  /** Of `@override`. */
  readonly labels: ReadonlySet<string>;
}

export function createWorld({ name, subgraphs }: Graph): World {
  const composition = compose(subgraphs.map((one) => ({ ...one, url: `http://${one.name}` })));
  if (composition.kind === 'refused')
    throw new Error(
      `${name} does not compose:\n${composition.problems.map(({ message }) => message).join('\n')}`,
    );
  const document = parse(composition.supergraphSdl, { noLocation: true });
  const supergraph = buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
  const api = apiSchemaOf(document);
  const models = subgraphs.map((one) => readSubgraph(one.name, one.sdl));
  const moves = movesOf(models);
  const labels = [...moves.values()].flat().flatMap(({ label }) => label ?? []);
  return {
    name,
    supergraphSdl: composition.supergraphSdl,
    hash: composition.hash,
    supergraph,
    api,
    nullableApi: nullable(api),
    subgraphs: new Map(models.map((model) => [model.name, model])),
    universe: createUniverse({ subgraphs: models, supergraph, api }),
    moves,
    labels: new Set(labels),
  };
}

function nullable(schema: GraphQLSchema): GraphQLSchema {
  const inner = (type: TypeNode): TypeNode => {
    if (type.kind === Kind.NON_NULL_TYPE) return inner(type.type);
    return type.kind === Kind.LIST_TYPE ? { ...type, type: inner(type.type) } : type;
  };
  const document = visit(parse(printSchema(schema), { noLocation: true }), {
    FieldDefinition: (field) => ({ ...field, type: inner(field.type) }),
  });
  return buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
}
