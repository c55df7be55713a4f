import { createHttpServer, type ReadyCheck } from '@kontor/http';
import { startTelemetry, type RunningTelemetry } from '@kontor/telemetry';
import type { OverrideHook } from './admit/override-labels.js';
import type { GatewayPlugin } from './apollo/gateway-interface.js';
import { gatewayConfigSchema, type GatewayConfig, type GatewayConfigInput } from './config.js';
import { parseConfig } from './config-values.js';
import type { Engine } from './engine/engine.js';
import { mountGateway, type GatewayStatus, type MountedGateway } from './gateway.js';
import { fileSource } from './supergraph/file-source.js';
import { registrySource } from './supergraph/registry-source.js';
import type { SupergraphSource } from './supergraph/source.js';
import type { GatewayListener } from './telemetry/listener.js';

export interface RunningGateway {
  readonly url: string;
  readonly port: number;
  status(): GatewayStatus;
  /** Drains: no request is lost. Idempotent. */
  close(): Promise<void>;
}

/** Parts that a configuration cannot hold. */
export interface GatewayParts {
  /** Instead of the file or the registry that the configuration names. */
  source?: SupergraphSource;
  /** Instead of the one that the configuration names. */
  customEngine?: Engine;
  listeners?: readonly GatewayListener[];
  /** Which labels of `@override` hold for a request; without it only percentages do. */
  overrideHook?: OverrideHook;
  /** For Apollo Server. One with a hook for each request ends the hot path: every request passes through it. */
  plugins?: readonly GatewayPlugin[];
}

/**
 * The gateway as a process of its own, from a file or from a registry. Throws ProcessError when the configuration, the
 * file or the port cannot be used.
 */
export async function startGateway(
  input: GatewayConfigInput,
  parts: GatewayParts = {},
): Promise<RunningGateway> {
  const config = parseConfig(gatewayConfigSchema, input);
  const {
    supergraph,
    registry,
    host,
    port,
    logLevel,
    cors,
    trustProxy,
    clientTraces,
    drainTimeoutMs,
    connections,
    ...mounted
  } = config;
  const { connectionsMax, ...timeouts } = connections;
  const telemetry = await startTelemetry({ name: 'gateway' });
  let ready: ReadyCheck = () => ({ ready: false });
  const server = createHttpServer({
    name: 'gateway',
    logLevel,
    // The access log tells more.
    requestLogLevel: 'debug',
    bodyLimitBytes: config.limits.bodyBytesMax,
    drain: { drainTimeoutMs },
    timeouts,
    connectionsMax,
    trustProxy,
    traceTrust: clientTraces,
    ...(cors.origins.length > 0 ? { cors } : {}),
    ready: () => ready(),
  });
  const gateway = await mountGateway(server.app, {
    ...mounted,
    source: sourceOf({ supergraph, registry }),
    intercept: server.intercept,
    ...parts,
  });
  ready = gateway.ready;
  try {
    const { url, port: listening } = await server.listen({ host, port });
    return { url, port: listening, status: gateway.status, close: closeOnce(server, gateway, telemetry) };
  } catch (error) {
    await gateway.close();
    throw error;
  }
}

function closeOnce(
  server: { drain(): Promise<void> },
  gateway: MountedGateway,
  telemetry: RunningTelemetry,
): () => Promise<void> {
  let closed: Promise<void> | undefined;
  return () =>
    (closed ??= server
      .drain()
      .then(() => gateway.close())
      .then(() => telemetry.stop()));
}

function sourceOf({
  supergraph,
  registry,
}: Pick<GatewayConfig, 'supergraph' | 'registry'>): SupergraphSource {
  if (supergraph !== undefined) return fileSource({ path: supergraph });
  if (registry) return registrySource({ ...registry });
  throw new Error('the schema of the configuration asks for one of the two');
}
