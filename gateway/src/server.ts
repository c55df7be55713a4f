import { ProcessError } from '@kontor/http';
import { startTelemetry, type RunningTelemetry } from '@kontor/telemetry';
import { availableParallelism } from 'node:os';
import { gatewayConfigSchema, type GatewayConfig, type GatewayConfigInput } from './config.js';
import { parseConfig } from './config-values.js';
import type { GatewayStatus, MountedGateway } from './gateway.js';
import { createGatewayServer, type GatewayServerParts } from './gateway-server.js';
import { adaptHeapToServing } from './heap-flags.js';
import { fileSource } from './supergraph/file-source.js';
import { registrySource } from './supergraph/registry-source.js';
import type { SupergraphSource } from './supergraph/source.js';
import { startPrimary } from './workers/primary.js';

export interface RunningGateway {
  readonly url: string;
  readonly port: number;
  status(): GatewayStatus;
  /** Drains: no request is lost. Idempotent. */
  close(): Promise<void>;
}

/** Parts that a configuration cannot hold. */
export interface GatewayParts extends GatewayServerParts {
  /** Instead of the file or the registry that the configuration names. */
  source?: SupergraphSource;
}

/**
 * The gateway as a process of its own, or as several, from a file or from a registry. Throws ProcessError when the
 * configuration, the file or the port cannot be used.
 */
export async function startGateway(
  input: GatewayConfigInput,
  parts: GatewayParts = {},
): Promise<RunningGateway> {
  const { supergraph, registry, workers, ...config } = parseConfig(gatewayConfigSchema, input);
  const { source = sourceOf({ supergraph, registry }), ...serverParts } = parts;
  const count = workers === 'auto' ? availableParallelism() : workers;
  if (count === 1) return startAlone(config, source, serverParts);
  if (Object.keys(serverParts).length > 0)
    throw new ProcessError(
      'GATEWAY_CONFIG_INVALID',
      'The configuration is not usable. workers: engines, hooks, listeners and plugins given in code cannot be sent to worker processes',
    );
  return startPrimary(config, source, count);
}

async function startAlone(
  { host, port, ...config }: Omit<GatewayConfig, 'supergraph' | 'registry' | 'workers'>,
  source: SupergraphSource,
  parts: GatewayServerParts,
): Promise<RunningGateway> {
  adaptHeapToServing();
  const telemetry = await startTelemetry({ name: 'gateway' });
  const { server, gateway } = await createGatewayServer(config, { source, parts });
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
