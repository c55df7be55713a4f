export type {
  DataSourceRequest,
  DataSourceResponse,
  GatewayLogger,
  GraphQLDataSource,
  ServiceEndpoint,
  SupergraphFacts,
  SupergraphHook,
  SupergraphHookOptions,
  SupergraphManager,
} from './apollo-types.js';
export { KontorGateway } from './kontor-gateway.js';
export type { KontorGatewayOptions } from './options.js';
