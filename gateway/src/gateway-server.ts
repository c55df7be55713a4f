import { createHttpServer, type HttpServer, type Logger, type ReadyCheck } from '@kontor/http';
import type { OverrideHook } from './admit/override-labels.js';
import type { GatewayPlugin } from './apollo/gateway-interface.js';
import type { GatewayConfig } from './config.js';
import type { Engine } from './engine/engine.js';
import { mountGateway, type MountedGateway } from './gateway.js';
import type { SupergraphSource } from './supergraph/source.js';
import type { GatewayListener } from './telemetry/listener.js';

/** Parts that a configuration cannot hold. */
export interface GatewayServerParts {
  /** Instead of the one that the configuration names. */
  customEngine?: Engine;
  listeners?: readonly GatewayListener[];
  /** Which labels of `@override` hold for a request; without it only percentages do. */
  overrideHook?: OverrideHook;
  /** For Apollo Server. One with a hook for each request ends the hot path: every request passes through it. */
  plugins?: readonly GatewayPlugin[];
}

export interface GatewayServerOptions {
  log?: Logger;
  source: SupergraphSource;
  parts: GatewayServerParts;
  /** See `MountGatewayOptions`. */
  isWorker?: boolean;
  /** What readiness tells beside the gateway's own. */
  readyDetails?: () => Readonly<Record<string, unknown>>;
}

export interface GatewayServer {
  readonly server: HttpServer;
  readonly gateway: MountedGateway;
}

/** A gateway on an HTTP server of its own that does not listen yet. */
export async function createGatewayServer(
  config: Omit<GatewayConfig, 'supergraph' | 'registry' | 'workers' | 'host' | 'port'>,
  { log, source, parts, isWorker = false, readyDetails }: GatewayServerOptions,
): Promise<GatewayServer> {
  const { logLevel, cors, trustProxy, clientTraces, drainTimeoutMs, connections, ...mounted } = config;
  const { connectionsMax, ...timeouts } = connections;
  let ready: ReadyCheck = () => ({ ready: false });
  const server = createHttpServer({
    name: 'gateway',
    logLevel,
    ...(log && { log }),
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
    source,
    intercept: server.intercept,
    isWorker,
    ...parts,
  });
  ready = () => {
    const report = gateway.ready();
    return { ...report, details: { ...report.details, ...readyDetails?.() } };
  };
  return { server, gateway };
}
