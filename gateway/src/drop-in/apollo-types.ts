import type { ApolloServerOptionsWithGateway, BaseContext } from '@apollo/server';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';

/** What Apollo Server asks of a gateway, and what it hands over, by its own types. */
export type GatewayInterface = NonNullable<ApolloServerOptionsWithGateway<BaseContext>['gateway']>;
export type LoadResult = Awaited<ReturnType<GatewayInterface['load']>>;
export type GatewayExecutor = NonNullable<LoadResult['executor']>;
export type IncomingRequest = Parameters<GatewayExecutor>[0];
export type GatewayResult = Awaited<ReturnType<GatewayExecutor>>;
export type SchemaCallback = Parameters<GatewayInterface['onSchemaLoadOrUpdate']>[0];

/** A name and where it is, as `buildService` gets it. */
export interface ServiceEndpoint {
  readonly name: string;
  readonly url?: string;
}

/**
 * The way to one subgraph, by the contract of `@apollo/gateway`: its `RemoteGraphQLDataSource` and what is derived from it
 * fit without being imported here.
 */
export interface GraphQLDataSource {
  process(options: DataSourceRequest): Promise<DataSourceResponse>;
}

export interface DataSourceRequest {
  /** `incoming operation`, `health check` or `loading schema`. */
  readonly kind: string;
  readonly request: IncomingRequest['request'];
  readonly incomingRequestContext?: IncomingRequest;
  readonly context: Record<string, unknown>;
  /** Response names; '@' is each element of a list. Empty: the root. */
  readonly pathInIncomingRequest?: (string | number)[];
}

export interface DataSourceResponse {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLFormattedError[];
  extensions?: Record<string, unknown>;
}

export const REQUEST_KINDS = {
  operation: 'incoming operation',
  healthCheck: 'health check',
} as const;

export interface SupergraphHookOptions {
  /** Hands over a newer supergraph. Throws when it cannot be served; the one before stays in service. */
  update(supergraphSdl: string): void;
  /** Rejects when a subgraph of this supergraph does not answer. */
  healthCheck(supergraphSdl: string): Promise<void>;
  getDataSource(endpoint: ServiceEndpoint): GraphQLDataSource;
}

export type SupergraphHook = (
  options: SupergraphHookOptions,
) => Promise<{ supergraphSdl: string; cleanup?: () => Promise<void> }>;

export interface SupergraphManager {
  initialize(options: SupergraphHookOptions): ReturnType<SupergraphHook>;
}

/** The part of a logger that is used. */
export interface GatewayLogger {
  debug(message?: unknown): void;
  info(message?: unknown): void;
  warn(message?: unknown): void;
  error(message?: unknown): void;
}

export interface SupergraphFacts {
  readonly compositionId: string;
  readonly supergraphSdl: string;
  readonly schema: GraphQLSchema;
}
