import {
  type Domain,
  type EmbeddedPostgres,
  PLATFORM_DOMAINS,
  checkExternalServer,
  domainEnvironment,
  launchEmbeddedPostgres,
  prepareDomain,
  readServerOfHome,
} from '@kontor/database';
import { databaseUrlVariable } from '@kontor/protocol';
import { delay } from './child-unit.js';
import type { StartPlan } from './plan.js';
import { identify, isAlive } from './process-identity.js';
import type { Ending, Instance, Unit } from './unit.js';

type Env = Readonly<Record<string, string | undefined>>;

/** Every domain whose database the launcher sees to: the platform's, and those of kontor.yaml. */
export const domainsOf = (plan: StartPlan): Domain[] => [
  ...PLATFORM_DOMAINS,
  ...plan.subgraphs.flatMap(({ domain }) => (domain ? [domain] : [])),
];

/** Is there a domain whose database the environment does not name? */
export const needsEmbeddedServer = (domains: readonly Domain[], env: Env): boolean =>
  !env['DATABASE_URL'] && domains.some(({ id }) => !env[databaseUrlVariable(id)]);

/** Throws DATABASE_* when a server named by the environment does not answer, or is too old. */
export async function checkServers(env: Env, home: string): Promise<string> {
  const url = env['DATABASE_URL'];
  if (!url) return 'as the *_DATABASE_URL variables say';
  const { version } = await checkExternalServer(url);
  const source = readServerOfHome(home)?.url === url ? 'moved there' : 'DATABASE_URL';
  return `${version} at ${new URL(url).host} (${source})`;
}

/**
 * Creates what is missing and migrates every domain, all at once. Returns the URL variable of each.
 * Throws DATABASE_* and MIGRATION_*.
 */
export async function prepareDomains(
  domains: readonly Domain[],
  server: EmbeddedPostgres | undefined,
  env: Env,
): Promise<{ urls: Record<string, string>; applied: number }> {
  const urls = await domainEnvironment({ server, env, domains: domains.map(({ id }) => id) });
  const scope = server ? { ...env, ...urls } : env;
  const reports = await Promise.all(domains.map((domain) => prepareDomain({ ...domain, env: scope })));
  return { urls, applied: reports.reduce((sum, { applied }) => sum + applied.length, 0) };
}

const LIVENESS_POLL_MS = 250;

export interface DatabaseUnit extends Unit {
  /** The server of the run that was started last. */
  server(): EmbeddedPostgres | undefined;
}

/** The embedded server. It is nobody's child, so its life is watched by pid. */
export function databaseUnit(home: string, onProgress: (step: string) => void): DatabaseUnit {
  let server: EmbeddedPostgres | undefined;
  return {
    name: 'database',
    server: () => server,
    async start() {
      const before = server;
      // The server is held once for each launch; without this the last stop would find it still held.
      await before?.stop();
      server = await launchEmbeddedPostgres({ home, onProgress });
      if (before && before.port !== server.port) throw await portLost(before, server);
      return instanceOf(server);
    },
  };
}

/** Every process has the old port in its database URL. */
async function portLost(before: EmbeddedPostgres, now: EmbeddedPostgres): Promise<Error> {
  await now.stop();
  return new Error(`its port ${before.port} was taken by another program meanwhile`);
}

function instanceOf(server: EmbeddedPostgres): Instance {
  const identity = identify(server.pid);
  const stopWatching = new AbortController();
  const { promise: ended, resolve } = Promise.withResolvers<Ending>();
  void watch();

  async function watch(): Promise<void> {
    while (isAlive(identity) && !stopWatching.signal.aborted)
      await delay(LIVENESS_POLL_MS, stopWatching.signal).catch(() => {});
    resolve({ how: 'its process is gone' });
  }
  return {
    pid: server.pid,
    port: server.port,
    ended,
    ready: () => Promise.resolve(),
    async stop() {
      stopWatching.abort();
      await server.stop();
      resolve({ how: 'stopped' });
    },
    kill() {
      try {
        // PostgreSQL's "immediate" shutdown; the next start recovers from its log.
        process.kill(server.pid, 'SIGQUIT');
      } catch {
        // It is gone already.
      }
    },
  };
}
