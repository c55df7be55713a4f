import type { BaseContext } from '@apollo/server';
import { createHttpServer, type HttpServerOptions } from '@kontor/http';
import { startTelemetry } from '@kontor/telemetry';
import { integerFrom } from './environment.js';
import { mountSubgraph, type SubgraphDefinition } from './mount-subgraph.js';

export interface StartOptions<TContext extends BaseContext>
  extends
    SubgraphDefinition<TContext>,
    Pick<HttpServerOptions, 'ready' | 'log' | 'logLevel' | 'bodyLimitBytes' | 'timeouts' | 'drain' | 'cors'> {
  /** Default PORT, else a free one. */
  port?: number;
  /** Default HOST, else 127.0.0.1. */
  host?: string;
  /** Of the GraphQL endpoint; default `/graphql`. */
  path?: string;
}

export interface StartedSubgraph {
  /** Of the GraphQL endpoint: what to publish as routing URL. */
  url: string;
  port: number;
  /** Drains without losing a request, then runs `onClose`. Idempotent. */
  close(): Promise<void>;
}

/** A subgraph as a process of its own: GraphQL at `path`, health at `/health/live` and `/health/ready`. */
export async function startSubgraph<TContext extends BaseContext>(
  options: StartOptions<TContext>,
): Promise<StartedSubgraph> {
  const { port = integerFrom(process.env, 'PORT', 0), host = process.env['HOST'] || '127.0.0.1' } = options;
  const path = options.path ?? '/graphql';
  const telemetry = await startTelemetry({ name: options.name });
  // A subgraph is called many times per client request, and the gateway already logs those.
  const server = createHttpServer({ requestLogLevel: 'debug', ...options });
  try {
    await mountSubgraph(server.app, { ...options, path });
    const { url, port: taken } = await server.listen({ host, port });
    return { url: `${url}${path}`, port: taken, close: () => server.drain().then(telemetry.stop) };
  } catch (error) {
    await server.app.close();
    await telemetry.stop();
    throw error;
  }
}
