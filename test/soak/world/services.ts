import { buildSchema } from 'graphql';
import { compose } from '@kontor/federation/compose';
import { federatedSchema, type Service, type Source } from '../../../bench/gateway/subgraphs/subgraph.ts';
import { personOf, productOf, root, shippingOf } from './data.js';
import { generationText, GENERATION_MARK } from './marks.js';
import {
  monolithSdl,
  shapeNumberOf,
  SHAPES,
  SUBGRAPH_NAMES,
  subgraphSdl,
  type Shape,
  type SubgraphName,
} from './shapes.js';

const ENTITIES: Readonly<Record<SubgraphName, Service['entities']>> = {
  catalog: { Product: ({ id }) => source(productOf(id)), Person: ({ id }) => source(personOf(id)) },
  stock: { Product: stockOf },
  people: { Person: ({ id }) => source(personOf(id)) },
};

export const subgraphService = (name: SubgraphName, shape: Shape): Service => ({
  schema: federatedSchema(subgraphSdl(name, shape), Object.keys(ENTITIES[name])),
  root,
  entities: ENTITIES[name],
});

export const monolithService = (shape: Shape): Service => ({
  schema: buildSchema(monolithSdl(shape)),
  root,
  entities: {},
});

/** Composed once per shape; `urlOf` is asked with the mark of a generation in its path, which each generation replaces. */
export function createSupergraphs(
  urlOf: (name: SubgraphName, mark: string) => string,
): (generation: number) => string {
  const templates = SHAPES.map((shape) => {
    const composition = compose(
      SUBGRAPH_NAMES.map((name) => ({
        name,
        url: urlOf(name, GENERATION_MARK),
        sdl: subgraphSdl(name, shape),
      })),
    );
    if (composition.kind === 'refused') throw new Error(JSON.stringify(composition.problems));
    return composition.supergraphSdl;
  });
  return (generation) =>
    (templates[shapeNumberOf(generation)] ?? '').replaceAll(GENERATION_MARK, generationText(generation));
}

/** What catalog owns comes with the representation, and only as catalog has it for this user and generation. */
function stockOf({ id, code, weight }: Source): Source | null {
  const product = productOf(id);
  if (!product) return null;
  const { inStock, price } = product;
  if (code !== undefined && code !== null && code !== product.code)
    throw new Error(`${String(id)} comes with the code of somebody else: ${JSON.stringify(code)}`);
  const shipping = (): string | null =>
    typeof code === 'string' && typeof weight === 'number' ? shippingOf(code, weight) : null;
  return { id, inStock, price, shipping };
}

const source = (value: object | null): Source | null => value as Source | null;
