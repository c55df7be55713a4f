import type { ApolloServerOptionsWithGateway, ApolloServerPlugin } from '@apollo/server';
import type { RequestContext } from '../request-context.js';

/** A plugin of Apollo Server, as whoever starts a gateway in a program of their own may add. */
export type GatewayPlugin = ApolloServerPlugin<RequestContext>;

/** What Apollo Server asks of a gateway, by its own types. */
export type GatewayInterface = NonNullable<ApolloServerOptionsWithGateway<RequestContext>['gateway']>;
export type GatewayExecutor = NonNullable<Awaited<ReturnType<GatewayInterface['load']>>['executor']>;
export type SchemaCallback = Parameters<GatewayInterface['onSchemaLoadOrUpdate']>[0];
