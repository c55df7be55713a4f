import { join } from 'node:path';
import { type DomainId, databaseUrlVariable, parseGraphRef } from '@kontor/protocol';
import { fileURLToPath } from 'node:url';
import { PLATFORM_DOMAINS } from '@kontor/database';
import { LAUNCHER_MARK } from './leftovers.js';
import type { ChildUnitOptions } from './child-unit.js';
import type { PlannedSubgraph, StartPlan } from './plan.js';

/** How each process is started: command, environment, and where to ask whether it is ready. */
export type ChildSpec = Omit<ChildUnitOptions, 'onLine'>;

export interface ChildContext {
  plan: StartPlan;
  /** The launcher's own environment. */
  env: Readonly<Record<string, string | undefined>>;
  /** The database variable of every domain; a child gets its own alone. */
  databaseUrls: Readonly<Record<string, string>>;
}

const LOOPBACK = '127.0.0.1';

/**
 * Flags that keep a process small: a young generation of 1 MiB per half is collected more often, at a few per cent of
 * throughput, and does not keep memory that an idle process once needed. Pool size 0: no more helper threads than there
 * are cores to spare.
 */
const SMALL_PROCESS_FLAGS = ['--v8-pool-size=0', '--max-semi-space-size=1', '--max-old-space-size=512'];

export function platformChild(context: ChildContext): ChildSpec {
  const { plan } = context;
  return {
    name: 'platform',
    ...nodeProgram(mainOf('@kontor/platform')),
    cwd: plan.folder,
    port: plan.platformPort,
    readyUrl: `http://${LOOPBACK}:${plan.platformPort}/health/ready`,
    env: {
      ...baseEnvironment(context, 'platform'),
      ...databaseVariables(
        context,
        PLATFORM_DOMAINS.map(({ id }) => id),
      ),
      KONTOR_PLATFORM_PORT: String(plan.platformPort),
    },
  };
}

export function gatewayChild(context: ChildContext, gatewayKey: string): ChildSpec {
  const { plan } = context;
  return {
    name: 'gateway',
    ...nodeProgram(mainOf('@kontor/gateway')),
    cwd: plan.folder,
    port: plan.gatewayPort,
    // Where nothing is published from here, nobody can say when there will be a supergraph.
    readyUrl: `${gatewayUrl(plan)}/health/${plan.subgraphs.length === 0 ? 'live' : 'ready'}`,
    env: {
      ...baseEnvironment(context, 'gateway'),
      KONTOR_GATEWAY_PORT: String(plan.gatewayPort),
      KONTOR_GATEWAY_REGISTRY_PLATFORM_URL: platformUrl(plan),
      KONTOR_GATEWAY_REGISTRY_REF: plan.graph,
      KONTOR_GATEWAY_REGISTRY_API_KEY: gatewayKey,
      KONTOR_GATEWAY_REGISTRY_LAST_GOOD_FILE: lastGoodFile(plan),
      KONTOR_GATEWAY_LOG_LEVEL: context.env['KONTOR_GATEWAY_LOG_LEVEL'] || logLevel(context.env),
    },
  };
}

export function subgraphChild(context: ChildContext, subgraph: PlannedSubgraph): ChildSpec {
  const [command = '', ...args] = subgraph.command;
  return {
    name: subgraph.name,
    ...(command === 'node' ? nodeProgram(...args) : { command, args }),
    cwd: context.plan.folder,
    port: subgraph.port,
    readyUrl: subgraph.readyUrl,
    env: {
      ...baseEnvironment(context, subgraph.name),
      ...databaseVariables(context, subgraph.domain ? [subgraph.domain.id] : []),
      PORT: String(subgraph.port),
      HOST: LOOPBACK,
      ...addresses(context.plan, subgraph.name),
      ...subgraph.env,
    },
  };
}

export const platformUrl = (plan: StartPlan): string => `http://${LOOPBACK}:${plan.platformPort}`;
export const gatewayUrl = (plan: StartPlan): string => `http://${LOOPBACK}:${plan.gatewayPort}`;

/** `PRODUCTS_URL=http://…`: where the other subgraphs of the file answer, for those that ask them. */
const addresses = (plan: StartPlan, own: string): Record<string, string> =>
  Object.fromEntries(
    plan.subgraphs
      .filter(({ name }) => name !== own)
      .map(({ name, routingUrl }) => [`${name.replaceAll('-', '_').toUpperCase()}_URL`, routingUrl]),
  );

/** Where the gateway keeps the supergraph that it served last. */
export const lastGoodFile = (plan: StartPlan): string => {
  const { graph, variant } = parseGraphRef(plan.graph) ?? { graph: plan.graph, variant: 'current' };
  return join(plan.home, 'gateway', 'last-good', `${graph}@${variant}.graphql`);
};

/** The `main` beside a package's entry. */
const mainOf = (packageName: string): string =>
  fileURLToPath(new URL('./main.js', import.meta.resolve(packageName)));

/** The Node that runs the launcher runs its children. */
const nodeProgram = (...args: string[]): { command: string; args: string[] } => ({
  command: process.execPath,
  args: [...SMALL_PROCESS_FLAGS, ...args],
});

/** Whatever says where a database is: a child gets its own variable and no other. */
const NAMES_A_DATABASE = /(^|_)DATABASE_URL$/;

function baseEnvironment({ plan, env }: ChildContext, name: string): NodeJS.ProcessEnv {
  const own = Object.entries(env).filter(([name]) => !NAMES_A_DATABASE.test(name));
  return {
    ...Object.fromEntries(own),
    KONTOR_HOME: plan.home,
    [LAUNCHER_MARK]: plan.home,
    LOG_LEVEL: logLevel(env),
    NODE_ENV: env['NODE_ENV'] || 'production',
    NODE_COMPILE_CACHE: join(plan.home, 'compile-cache'),
    // One arena per thread keeps freed memory apart; few are enough for processes that wait for I/O.
    MALLOC_ARENA_MAX: env['MALLOC_ARENA_MAX'] || '2',
    ...telemetryVariables(plan, env, name),
    ...QUIET,
  };
}

/** Whatever else says how to send traces and metrics is passed on as it is; each process is a service of its own. */
function telemetryVariables({ metricsPorts }: StartPlan, env: ChildContext['env'], name: string) {
  const port = metricsPorts.get(name);
  return {
    OTEL_SERVICE_NAME: env['OTEL_SERVICE_NAME'] ? `${env['OTEL_SERVICE_NAME']}-${name}` : name,
    ...(port !== undefined && { KONTOR_METRICS_PORT: String(port) }),
  };
}

/** No call leaves the machine: telemetry and update checks of every library are off. */
const QUIET = {
  APOLLO_TELEMETRY_DISABLED: 'true',
  CHECKPOINT_DISABLE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  DO_NOT_TRACK: '1',
};

const logLevel = (env: ChildContext['env']): string => env['LOG_LEVEL'] || 'info';

const databaseVariables = (
  { databaseUrls }: ChildContext,
  domains: readonly DomainId[],
): Record<string, string> =>
  Object.fromEntries(
    domains
      .map(databaseUrlVariable)
      .flatMap((name) => (databaseUrls[name] ? [[name, databaseUrls[name]]] : [])),
  );
