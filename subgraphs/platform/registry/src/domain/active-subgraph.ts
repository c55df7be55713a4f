import type { ComposeSubgraph } from '@kontor/composer/outcome';

/** A subgraph of a variant as the next supergraph would take it. */
export interface ActiveSubgraph {
  readonly versionId: string;
  readonly name: string;
  readonly sdl: string;
  readonly sdlHash: string;
  readonly routingUrl: string;
}

/** The facts of a decision: what is active, and the revision at which it was. */
export interface ActiveSet {
  readonly revision: number;
  readonly subgraphs: readonly ActiveSubgraph[];
}

export const findActive = (set: ActiveSet, name: string): ActiveSubgraph | undefined =>
  set.subgraphs.find((subgraph) => subgraph.name === name);

/** What would be composed if `name` had this schema and URL. */
export const withSubgraph = (set: ActiveSet, changed: ComposeSubgraph): readonly ComposeSubgraph[] => [
  ...withoutSubgraph(set, changed.name),
  changed,
];

/** What would be composed if `name` were gone. */
export const withoutSubgraph = (set: ActiveSet, name: string): readonly ComposeSubgraph[] =>
  set.subgraphs
    .filter((subgraph) => subgraph.name !== name)
    .map(({ name: other, routingUrl, sdl }) => ({ name: other, url: routingUrl, sdl }));
