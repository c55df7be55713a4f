import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ProcessError } from '@kontor/http';
import type { OwnSubgraph } from './own-graph/subgraphs.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** How a platform process runs; what it needs of databases and limits is read from `env` by those who use it. */
export interface PlatformConfig {
  /** Absolute path of KONTOR_HOME. */
  readonly home: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** One subgraph alone, without the platform's gateway; undefined for the whole platform. */
  readonly only: OwnSubgraph | undefined;
  /** Where others reach this process; undefined: on this machine, at its own port. */
  readonly publicUrl: string | undefined;
  /** Where identity answers; undefined: in this process. */
  readonly identityUrl: string | undefined;
  readonly env: Environment;
}

/** What the command line says; it goes before the environment. */
export interface PlatformFlags {
  readonly only?: string | undefined;
  readonly port?: number | undefined;
  readonly host?: string | undefined;
  readonly home?: string | undefined;
}

const DEFAULT_HOME = '.kontor';
const DATABASE_URL_FILE = 'database-url';
const PORT_MAX = 65_535;

/** Where each process listens unless it is told otherwise. */
export const PORTS: Record<OwnSubgraph | 'platform', { variable: string; port: number }> = {
  platform: { variable: 'KONTOR_PLATFORM_PORT', port: 4001 },
  identity: { variable: 'KONTOR_IDENTITY_PORT', port: 4002 },
  registry: { variable: 'KONTOR_REGISTRY_PORT', port: 4003 },
};

/** Flag before environment before default. Throws ENVIRONMENT_INVALID. */
export function readPlatformConfig(flags: PlatformFlags, env: Environment, cwd: string): PlatformConfig {
  const only = readOnly(flags.only);
  const { variable, port } = PORTS[only ?? 'platform'];
  const home = resolve(cwd, flags.home ?? (env['KONTOR_HOME'] || DEFAULT_HOME));
  const identityUrl = readUrl(env, 'KONTOR_IDENTITY_URL');
  if (only === 'registry' && identityUrl === undefined) throw new ProcessError('IDENTITY_URL_MISSING');
  return {
    home,
    host: flags.host ?? (env['KONTOR_PLATFORM_HOST'] || '127.0.0.1'),
    port: flags.port ?? readPort(env, variable) ?? port,
    only,
    publicUrl: readUrl(env, 'KONTOR_PLATFORM_URL'),
    identityUrl,
    env: withServerOfHome(env, home),
  };
}

function readOnly(text: string | undefined): OwnSubgraph | undefined {
  if (text === undefined || text === 'identity' || text === 'registry') return text;
  throw new ProcessError('ENVIRONMENT_INVALID', `--only takes identity or registry, not "${text}".`);
}

function readPort(env: Environment, variable: string): number | undefined {
  const text = env[variable];
  if (!text) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= PORT_MAX) return port;
  throw new ProcessError(
    'ENVIRONMENT_INVALID',
    `${variable} is "${text}", which is no port (0 to ${PORT_MAX}).`,
  );
}

function readUrl(env: Environment, variable: string): string | undefined {
  const text = env[variable];
  if (!text) return undefined;
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password)
    return text.replace(/\/+$/, '');
  throw new ProcessError(
    'ENVIRONMENT_INVALID',
    `${variable} is not an http or https address without user name and password.`,
  );
}

/**
 * The launcher leaves the address of its PostgreSQL in KONTOR_HOME, so that a platform started beside it finds the same.
 * Read again by whoever restarts: the port changes.
 */
function withServerOfHome(env: Environment, home: string): Environment {
  if (env['DATABASE_URL']) return env;
  try {
    const url = readFileSync(join(home, DATABASE_URL_FILE), 'utf8').trim();
    return url === '' ? env : { ...env, DATABASE_URL: url };
  } catch {
    return env;
  }
}
