import { resolve } from 'node:path';

/** What the environment decides about `kontor start`. Pure. */
export interface Settings {
  /** Absolute. */
  home: string;
  gatewayPort: number;
  platformPort: number;
  /** The first subgraph of kontor.yaml listens here, the next one above, …; undefined leaves the ports of the file. */
  subgraphPortBase: number | undefined;
  /** A PostgreSQL server to use instead of the embedded one. */
  databaseUrl: string | undefined;
  /** How long a start may take until everything answers, seeding included. */
  startTimeoutMs: number;
}

export const GATEWAY_PORT_DEFAULT = 4000;
export const PLATFORM_PORT_DEFAULT = 4001;
export const START_TIMEOUT_MS_DEFAULT = 180_000;
const START_TIMEOUT_MS_MAX = 3_600_000;
const PORT_MAX = 65_535;

type Env = Readonly<Record<string, string | undefined>>;

export type SettingsVerdict =
  { kind: 'valid'; settings: Settings } | { kind: 'invalid'; problems: readonly string[] };

export function readSettings(env: Env, cwd: string): SettingsVerdict {
  const problems: string[] = [];
  const whole = (name: string, fallback: number | undefined, max: number): number | undefined => {
    const text = env[name];
    if (text === undefined || text === '') return fallback;
    const value = Number(text);
    if (Number.isInteger(value) && value >= 1 && value <= max) return value;
    problems.push(`${name} is "${text}"; it must be a whole number from 1 to ${max}.`);
    return fallback;
  };
  const settings: Settings = {
    home: homeFolder(env, cwd),
    gatewayPort: whole('KONTOR_GATEWAY_PORT', GATEWAY_PORT_DEFAULT, PORT_MAX) ?? GATEWAY_PORT_DEFAULT,
    platformPort: whole('KONTOR_PLATFORM_PORT', PLATFORM_PORT_DEFAULT, PORT_MAX) ?? PLATFORM_PORT_DEFAULT,
    subgraphPortBase: whole('KONTOR_SUBGRAPH_PORT_BASE', undefined, PORT_MAX),
    databaseUrl: env['DATABASE_URL'] === '' ? undefined : env['DATABASE_URL'],
    startTimeoutMs:
      whole('KONTOR_START_TIMEOUT_MS', START_TIMEOUT_MS_DEFAULT, START_TIMEOUT_MS_MAX) ??
      START_TIMEOUT_MS_DEFAULT,
  };
  return problems.length > 0 ? { kind: 'invalid', problems } : { kind: 'valid', settings };
}

export const homeFolder = (env: Env, cwd: string): string => resolve(cwd, env['KONTOR_HOME'] || '.kontor');
