import { resolve } from 'node:path';
import type { RunningGateway, SupergraphVerdict } from '@kontor/gateway';
import { badUsage } from '../failure.js';
import type { Io } from '../io.js';
import { handedSource } from './handed-source.js';

export interface DevGatewayOptions {
  readonly port?: number | undefined;
  readonly host?: string | undefined;
  /** A YAML file of gateway options. */
  readonly gatewayConfig?: string | undefined;
}

/** Beside 4000 of `kontor start`, so that a graph that runs here can be overridden. */
const DEV_PORT_DEFAULT = 4010;
const PORT_MAX = 65_535;
/** Nobody waits for a developer's Ctrl-C. */
const DRAIN_TIMEOUT_MS = 1_000;

export interface DevGateway {
  readonly gateway: RunningGateway;
  /** Serves this supergraph from now on, if the gateway accepts it. */
  readonly hand: (sdl: string) => Promise<SupergraphVerdict>;
}

/** The gateway that answers clients in production, in this process, with what it is handed. */
export async function startDevGateway(
  { port, host, gatewayConfig }: DevGatewayOptions,
  { env, cwd }: Pick<Io, 'env' | 'cwd'>,
): Promise<DevGateway> {
  const { resolveGatewayConfig, startGateway } = await import('@kontor/gateway');
  const { source, hand } = handedSource('kontor dev');
  const config = await resolveGatewayConfig({
    flags: {
      // The configuration must name a source; it is replaced below.
      supergraph: 'kontor dev',
      port: port ?? portOf(env),
      // Standard output tells what is composed; a log of requests would bury it.
      logLevel: 'silent',
      accessLog: false,
      drainTimeoutMs: DRAIN_TIMEOUT_MS,
      ...(host === undefined ? {} : { host }),
    },
    env,
    ...(gatewayConfig === undefined ? {} : { file: resolve(cwd, gatewayConfig) }),
  });
  return { gateway: await startGateway(config, { source }), hand };
}

function portOf(env: Io['env']): number {
  const port = Number(env['KONTOR_DEV_PORT'] || DEV_PORT_DEFAULT);
  if (Number.isInteger(port) && port >= 0 && port <= PORT_MAX) return port;
  throw badUsage(
    'USAGE_INVALID',
    `KONTOR_DEV_PORT is "${env['KONTOR_DEV_PORT']}", which is no port (0 to ${PORT_MAX}).`,
  );
}
