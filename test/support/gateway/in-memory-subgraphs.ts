import { buildSubgraphSchema } from '@apollo/subgraph';
import type { FetchSubgraph, SubgraphAnswer, SubgraphFetch } from '@kontor/gateway';
import { graphql, parse } from 'graphql';
import type { Resolvers } from './fake-subgraph.js';

export interface InMemorySubgraphs {
  readonly fetchSubgraph: FetchSubgraph;
  readonly fetched: SubgraphFetch[];
  readonly signals: AbortSignal[];
  /** The next fetch to this subgraph is answered so, once. */
  answerOnce(subgraph: string, answer: SubgraphAnswer): void;
}

/** Subgraphs without sockets: what an engine is tested with. */
export function inMemorySubgraphs(
  members: Readonly<Record<string, { sdl: string; resolvers: Resolvers }>>,
): InMemorySubgraphs {
  const schemas = new Map(
    Object.entries(members).map(([name, { sdl, resolvers }]) => [
      name,
      buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]),
    ]),
  );
  const fetched: SubgraphFetch[] = [];
  const signals: AbortSignal[] = [];
  const instead = new Map<string, SubgraphAnswer>();
  return {
    fetched,
    signals,
    answerOnce: (subgraph, answer) => instead.set(subgraph, answer),
    async fetchSubgraph(fetch, signal) {
      fetched.push(fetch);
      signals.push(signal);
      const answer = instead.get(fetch.subgraph);
      instead.delete(fetch.subgraph);
      if (answer) return answer;
      const schema = schemas.get(fetch.subgraph);
      if (!schema) throw new Error(`no subgraph ${fetch.subgraph}`);
      const result = await graphql({ schema, source: fetch.query, variableValues: fetch.variables });
      const errors = (result.errors ?? []).map(({ message, path }) => ({
        message,
        ...(path ? { path } : {}),
        extensions: { code: 'FAILED', subgraph: fetch.subgraph },
      }));
      // Over a socket it would be plain objects.
      const data = JSON.parse(JSON.stringify(result.data ?? null)) as Record<string, unknown> | null;
      return { kind: 'answered', data, errors };
    },
  };
}
