import { prepareHeaders } from '../subgraph-client/prepared-headers.js';
import type { SubgraphClient } from '../subgraph-client/subgraph-client.js';
import { GraphQLError } from 'graphql';
import type { GraphQLDataSource, ServiceEndpoint } from './apollo-types.js';
import type { ReadOptions } from './options.js';

/** The ways to subgraphs that the server's own code made, each made once per name and URL. */
export interface DataSources {
  /** Undefined: fetches go through Kontor's client. */
  customOf(name: string, url: string): GraphQLDataSource | undefined;
  /** For those who ask subgraphs outside of an operation. */
  of(endpoint: ServiceEndpoint): GraphQLDataSource;
  keepOnly(endpoints: readonly ServiceEndpoint[]): void;
  readonly areCustom: boolean;
}

export function createDataSources(
  { buildService, values: { subgraphs } }: Pick<ReadOptions, 'buildService' | 'values'>,
  client: SubgraphClient,
): DataSources {
  const made = new Map<string, GraphQLDataSource | undefined>();
  const placeOf = (name: string, url: string): string =>
    Object.hasOwn(subgraphs.urlOf, name) ? (subgraphs.urlOf[name] ?? url) : url;
  const keyOf = (name: string, url: string): string => `${name}\n${placeOf(name, url)}`;

  function customOf(name: string, url: string): GraphQLDataSource | undefined {
    if (!buildService) return undefined;
    const key = keyOf(name, url);
    if (made.has(key)) return made.get(key);
    const built = buildService({ name, url: placeOf(name, url) });
    made.set(key, built);
    return built;
  }

  return {
    customOf,
    of: ({ name, url = '' }) => customOf(name, url) ?? ownDataSource(client, name, url),
    keepOnly(endpoints) {
      const kept = new Set(endpoints.map(({ name, url = '' }) => keyOf(name, url)));
      for (const key of made.keys()) if (!kept.has(key)) made.delete(key);
    },
    areCustom: buildService !== undefined,
  };
}

/** Kontor's client by the contract of data sources. */
const ownDataSource = (client: SubgraphClient, subgraph: string, url: string): GraphQLDataSource => ({
  async process({ request: { query = '', operationName, variables = {}, http } }) {
    const headers = prepareHeaders(Object.fromEntries(http?.headers ?? []));
    const answer = await client.fetch(
      { subgraph, url, kind: 'query', query, operationName, variables },
      { headers, requestId: 'gateway' },
      NEVER,
    );
    if (answer.kind === 'failed')
      throw new GraphQLError(answer.error.message, { extensions: answer.error.extensions });
    return { data: answer.data, ...(answer.errors.length > 0 && { errors: answer.errors }) };
  },
});

const NEVER = new AbortController().signal;
