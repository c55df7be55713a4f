import {
  createHttpServer,
  type HttpServer,
  logLevelFrom,
  ProcessError,
  type ReadyReport,
} from '@kontor/http';
import { startTelemetry, type RunningTelemetry } from '@kontor/telemetry';
import type { Identity } from '@kontor/identity';
import type { Registry } from '@kontor/registry';
import { answerClientVersions } from './client-versions.js';
import { type PlatformConfig, PORTS } from './config.js';
import { prepareDatabases } from './databases.js';
import { freePort } from './free-port.js';
import { loadSigningKey } from './home/signing-key.js';
import { issueCredentials } from './home/issue-credentials.js';
import type { OwnGateway } from './own-graph/own-gateway.js';
import { OWN_SUBGRAPHS, type OwnSubgraph, subgraphPath, subgraphUrl } from './own-graph/subgraphs.js';

export interface RunningPlatform {
  readonly url: string;
  readonly port: number;
  /** Drains: no request is lost. Idempotent. */
  close(): Promise<void>;
}

/** A schema of 2 MiB, escaped as JSON, must pass. */
const BODY_LIMIT_BYTES = 8 * 1024 * 1024;
/** Composition of a large graph takes seconds, and its publish must be answered before connections are cut. */
const DRAIN_LIMITS = { quietMs: 100, yieldMsMax: 8_000, drainTimeoutMs: 12_000 };

/**
 * The control plane in one process: identity and registry behind their own gateway, and delivery beside it; with
 * `only`, one of the two subgraphs alone. Throws coded errors (ProcessError, DatabaseError) when it cannot start.
 */
export async function startPlatform(config: PlatformConfig): Promise<RunningPlatform> {
  const telemetry = await startTelemetry({ name: config.only ?? 'platform' });
  const parts: Parts = { telemetry };
  const server = createHttpServer({
    name: config.only ?? 'platform',
    logLevel: logLevelFrom(config.env),
    bodyLimitBytes: BODY_LIMIT_BYTES,
    drain: DRAIN_LIMITS,
    // The gateway's access log tells more.
    requestLogLevel: config.only === undefined ? 'debug' : 'info',
    ready: () => readiness(parts),
  });
  answerClientVersions(server.app);
  try {
    return await start(config, server, parts);
  } catch (error) {
    await closeAll(server, parts);
    throw namePort(error, config) as Error;
  }
}

/** The one who reads it must know which variable chooses another. */
function namePort(error: unknown, { host, port, only }: PlatformConfig): unknown {
  if (!(error instanceof ProcessError) || error.code !== 'PORT_TAKEN') return error;
  const { variable } = PORTS[only ?? 'platform'];
  return new ProcessError(
    'PORT_TAKEN',
    `Port ${port} on ${host} is in use (${variable} or --port chooses another).`,
    {
      cause: error,
    },
  );
}

/** What runs so far; filled as the start goes on, so that a failed start can be undone. */
interface Parts {
  readonly telemetry: RunningTelemetry;
  identity?: Identity;
  registry?: Registry;
  gateway?: OwnGateway;
}

async function start(config: PlatformConfig, server: HttpServer, parts: Parts): Promise<RunningPlatform> {
  const { app, log } = server;
  const mounted = config.only === undefined ? OWN_SUBGRAPHS : [config.only];
  const port = config.port === 0 ? await freePort(config.host) : config.port;
  const localUrl = localUrlOf(config.host, port);
  const identityUrl = config.identityUrl ?? subgraphUrl(localUrl, 'identity');

  const [signingKey, databases] = await Promise.all([
    loadSigningKey(config.home, config.env, log),
    prepareDatabases(mounted, config.env, log),
  ]);
  // Not meanwhile: evaluating modules blocks, and on a busy machine connections would time out behind it.
  const code = await loadCode(mounted);
  const common = { signingKey, log, env: config.env };
  if (code.identity) {
    parts.identity = code.identity.createIdentity({ ...common, databaseUrl: databases('identity') });
    await parts.identity.mount(app, subgraphPath('identity'));
  }
  if (code.registry) {
    parts.registry = code.registry.createRegistry({
      ...common,
      databaseUrl: databases('registry'),
      identityUrl,
    });
    await parts.registry.mount(app, subgraphPath('registry'));
    parts.registry.mountDelivery(app);
  }
  const { identity, registry } = parts;
  const publicUrl = config.publicUrl ?? localUrl;
  if (identity) await issueCredentials(identity, config.home, publicUrl, log);
  if (identity && registry && code.ownGateway)
    parts.gateway = await code.ownGateway.mountOwnGateway(app, {
      ...common,
      identity,
      registry,
      identityUrl,
      localUrl,
      publicUrl,
      home: config.home,
    });
  const { url } = await server.listen({ host: config.host, port });
  registry?.start();
  parts.gateway?.follow();
  let closed: Promise<void> | undefined;
  return { url, port, close: () => (closed ??= closeAll(server, parts)) };
}

/** Only what this process serves: loading is most of a start. */
async function loadCode(mounted: readonly OwnSubgraph[]) {
  const [identity, registry, ownGateway] = await Promise.all([
    mounted.includes('identity') ? import('@kontor/identity') : undefined,
    mounted.includes('registry') ? import('@kontor/registry') : undefined,
    mounted.length === OWN_SUBGRAPHS.length ? import('./own-graph/own-gateway.js') : undefined,
  ]);
  return { identity, registry, ownGateway };
}

/** Where this process reaches itself: a wildcard is not an address to call. */
function localUrlOf(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://127.0.0.1:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Ready: every database answers, and a supergraph is served. */
async function readiness({ identity, registry, gateway }: Parts): Promise<ReadyReport> {
  const checks: Record<string, ReadyReport> = Object.fromEntries(
    await Promise.all([
      ...Object.entries({ identity, registry }).flatMap(([name, part]) =>
        part ? [ask(name, () => part.ready())] : [],
      ),
      ...(gateway ? [ask('gateway', () => gateway.ready())] : []),
    ]),
  );
  return {
    ready: Object.values(checks).length > 0 && Object.values(checks).every(({ ready }) => ready),
    details: checks,
  };
}

async function ask(
  name: string,
  check: () => ReadyReport | Promise<ReadyReport>,
): Promise<[string, ReadyReport]> {
  try {
    return [name, await check()];
  } catch {
    // Which database, and why, is in the log of whoever asked it; this answer is public.
    return [name, { ready: false }];
  }
}

/** Held polls are answered first, or the drain would wait for them. */
async function closeAll(
  server: HttpServer,
  { identity, registry, gateway, telemetry }: Parts,
): Promise<void> {
  registry?.drain();
  gateway?.stopFollowing();
  await server.drain();
  await gateway?.close();
  await Promise.all([identity?.close(), registry?.close()]);
  await telemetry.stop();
}
