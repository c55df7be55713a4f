import { parse } from 'graphql';
import { messageOf } from '../message-of.js';
import { routingUrls } from '../plan/routing-urls.js';
import { REQUEST_KINDS, type ServiceEndpoint } from './apollo-types.js';
import type { DataSources } from './data-sources.js';

const QUERY = 'query __ApolloServiceHealthCheck__ { __typename }';

export const endpointsOf = (supergraphSdl: string): ServiceEndpoint[] =>
  [...routingUrls(parse(supergraphSdl, { noLocation: true }))].map(([name, url]) => ({ name, url }));

export interface HealthReport {
  readonly name: string;
  readonly response: unknown;
}

/** Rejects when one of the subgraphs does not answer, naming it. */
export const checkHealth = (
  endpoints: readonly ServiceEndpoint[],
  sources: DataSources,
): Promise<HealthReport[]> =>
  Promise.all(
    endpoints.map(async (endpoint) => {
      try {
        const response = await sources
          .of(endpoint)
          .process({ kind: REQUEST_KINDS.healthCheck, request: { query: QUERY }, context: {} });
        return { name: endpoint.name, response };
      } catch (error) {
        throw new Error(`[${endpoint.name}]: ${messageOf(error)}`, { cause: error });
      }
    }),
  );
