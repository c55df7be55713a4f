import type { ApolloServerPlugin, BaseContext } from '@apollo/server';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { serveApollo, type ServedApollo } from './apollo-server.js';
import type { Resolvers } from './fake-subgraph.js';
import { composeOf, PRODUCTS_RESOLVERS, PRODUCTS_SDL, REVIEWS_RESOLVERS, REVIEWS_SDL } from './shop.js';

export interface ApolloShop {
  readonly supergraph: string;
  close(): Promise<void>;
}

/** The shop, whose subgraphs are Apollo Servers: they send traces along and say what may be cached. */
export async function startApolloShop(
  plugins: Readonly<Record<'products' | 'reviews', ApolloServerPlugin<BaseContext>[]>>,
): Promise<ApolloShop> {
  const start = (sdl: string, resolvers: Resolvers, own: ApolloServerPlugin<BaseContext>[]) =>
    serveApollo({
      schema: buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]),
      plugins: own,
    });
  const products = await start(PRODUCTS_SDL, PRODUCTS_RESOLVERS, plugins.products);
  const reviews = await start(REVIEWS_SDL, REVIEWS_RESOLVERS, plugins.reviews);
  const placeOf = ({ url }: ServedApollo): string => `${url}/graphql`;
  return {
    supergraph: composeOf([
      { name: 'products', url: placeOf(products), sdl: PRODUCTS_SDL },
      { name: 'reviews', url: placeOf(reviews), sdl: REVIEWS_SDL },
    ]),
    async close() {
      await Promise.all([products.stop(), reviews.stop()]);
    },
  };
}
