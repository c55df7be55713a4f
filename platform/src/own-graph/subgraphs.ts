/** Kontor's own graph, published like anybody's. */
export const OWN_GRAPH_REF = 'kontor@current';

export const OWN_SUBGRAPHS = ['identity', 'registry'] as const;
export type OwnSubgraph = (typeof OWN_SUBGRAPHS)[number];

/** Where a platform process serves one of its subgraphs. */
export const subgraphPath = (name: OwnSubgraph): string => `/subgraphs/${name}`;

export const subgraphUrl = (baseUrl: string, name: OwnSubgraph): string =>
  `${baseUrl.replace(/\/+$/, '')}${subgraphPath(name)}`;

/** Stands for the platform's address in the supergraph that is composed at build time. `.invalid` resolves nowhere. */
export const BUILT_IN_BASE_URL = 'http://platform.kontor.invalid';

export const BUILT_IN_SUPERGRAPH_FILE = 'kontor.supergraph.graphql';

/** The schema that a subgraph's package brings along. */
export const schemaFile = (name: OwnSubgraph): URL =>
  new URL('../schema.graphql', import.meta.resolve(`@kontor/${name}`));
