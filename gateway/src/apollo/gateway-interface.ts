import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import type { RequestContext } from '../request-context.js';

/** What Apollo Server asks of a gateway, by its own types. */
export type GatewayInterface = NonNullable<ApolloServerOptionsWithGateway<RequestContext>['gateway']>;
export type GatewayExecutor = NonNullable<Awaited<ReturnType<GatewayInterface['load']>>['executor']>;
export type SchemaCallback = Parameters<GatewayInterface['onSchemaLoadOrUpdate']>[0];
