import { compose } from '@kontor/federation/compose';
import { SUBGRAPH_NAMES, SUBGRAPH_SDL, type SubgraphName } from './schemas.ts';

export type SubgraphUrls = Readonly<Record<SubgraphName, string>>;

export const urlsOf = (ports: Readonly<Record<SubgraphName, number>>): SubgraphUrls => ({
  accounts: urlOf(ports.accounts),
  inventory: urlOf(ports.inventory),
  products: urlOf(ports.products),
  reviews: urlOf(ports.reviews),
});

const urlOf = (port: number): string => `http://127.0.0.1:${port}/graphql`;

/** Composed by Kontor; `rootField` is one more field of Query, for supergraphs that differ. */
export function supergraphOf(urls: SubgraphUrls, rootField?: string): string {
  const composition = compose(
    SUBGRAPH_NAMES.map((name) => ({
      name,
      url: urls[name],
      sdl: SUBGRAPH_SDL[name] + extension(name, rootField),
    })),
  );
  if (composition.kind === 'refused') throw new Error(JSON.stringify(composition.problems));
  return composition.supergraphSdl;
}

const extension = (name: SubgraphName, rootField: string | undefined): string =>
  name === 'products' && rootField !== undefined ? `\nextend type Query {\n  ${rootField}: Int\n}\n` : '';
