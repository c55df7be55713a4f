export const DEFAULT_GATEWAY_PORT = 4000;
export const DEFAULT_PLATFORM_PORT = 4001;

/** What the environment decides about `kontor start`. Pure. */
export interface Settings {
  gatewayPort: number;
  platformPort: number;
  /** The first subgraph of kontor.yaml listens here, the next one above, …; undefined leaves the ports of the file. */
  subgraphPortBase: number | undefined;
  /** `/metrics` of the gateway is here, the platform's one above, then those of the subgraphs; undefined: nowhere. */
  metricsPortBase: number | undefined;
  /** A PostgreSQL server to use instead of the embedded one. */
  databaseUrl: string | undefined;
  /** How long a start may take until everything answers, seeding included. */
  startTimeoutMs: number;
}

export const START_TIMEOUT_MS_DEFAULT = 180_000;
const START_TIMEOUT_MS_MAX = 3_600_000;
const PORT_MAX = 65_535;

export type SettingsVerdict =
  { kind: 'valid'; settings: Settings } | { kind: 'invalid'; problems: readonly string[] };

export function readSettings(env: Readonly<Record<string, string | undefined>>): SettingsVerdict {
  const problems: string[] = [];
  const whole = <T extends number | undefined>(name: string, fallback: T, max: number): number | T => {
    const text = env[name];
    if (text === undefined || text === '') return fallback;
    const value = Number(text);
    if (Number.isInteger(value) && value >= 1 && value <= max) return value;
    problems.push(`${name} is "${text}"; it must be a whole number from 1 to ${max}.`);
    return fallback;
  };
  const settings: Settings = {
    gatewayPort: whole('KONTOR_GATEWAY_PORT', DEFAULT_GATEWAY_PORT, PORT_MAX),
    platformPort: whole('KONTOR_PLATFORM_PORT', DEFAULT_PLATFORM_PORT, PORT_MAX),
    subgraphPortBase: whole('KONTOR_SUBGRAPH_PORT_BASE', undefined, PORT_MAX),
    metricsPortBase: whole('KONTOR_METRICS_PORT', undefined, PORT_MAX),
    databaseUrl: env['DATABASE_URL'] || undefined,
    startTimeoutMs: whole('KONTOR_START_TIMEOUT_MS', START_TIMEOUT_MS_DEFAULT, START_TIMEOUT_MS_MAX),
  };
  return problems.length > 0 ? { kind: 'invalid', problems } : { kind: 'valid', settings };
}
