import { compose } from '@kontor/federation/compose';
import { SUBGRAPH_NAMES, SUBGRAPH_SDL, type SubgraphName } from './schemas.ts';

export type SubgraphUrls = Readonly<Record<SubgraphName, string>>;

/** Composed by Kontor; `more` is a field of that name, for supergraphs that differ. */
export function supergraphOf(urls: SubgraphUrls, more?: string): string {
  const composition = compose(
    SUBGRAPH_NAMES.map((name) => ({
      name,
      url: urls[name],
      sdl: SUBGRAPH_SDL[name] + extension(name, more),
    })),
  );
  if (composition.kind === 'refused') throw new Error(JSON.stringify(composition.problems));
  return composition.supergraphSdl;
}

const extension = (name: SubgraphName, more: string | undefined): string =>
  name === 'products' && more !== undefined ? `\nextend type Query {\n  ${more}: Int\n}\n` : '';
