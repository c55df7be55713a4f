import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type DomainId, parseGraphRef } from '@kontor/protocol';
import { badUsage } from '../failure.js';
import { kontorHome } from '../config/home.js';
import type { Io } from '../io.js';
import { type ConfigProblem, type KontorConfig, parseKontorConfig } from './config.js';
import type { WantedPort } from './ports.js';
import { type Settings, readSettings } from './settings.js';

/** Everything that is known before anything is started: kontor.yaml and the environment, put together. */
export interface StartPlan extends Settings {
  /** Absolute. */
  home: string;
  /** Where kontor.yaml is; processes run there. */
  folder: string;
  /** `graph@variant` */
  graph: string;
  subgraphs: readonly PlannedSubgraph[];
  example: string;
  ports: readonly WantedPort[];
  /** Where each process tells its metrics, by its name; empty when nobody asked for them. */
  metricsPorts: ReadonlyMap<string, number>;
}

export interface PlannedSubgraph {
  name: string;
  /** Absolute path of the schema that is published. */
  schemaFile: string;
  /** What the gateway dials. */
  routingUrl: string;
  readyUrl: string;
  port: number;
  command: readonly string[];
  env: Readonly<Record<string, string>>;
  /** Absent: it keeps its own house. */
  domain: { id: DomainId; migrationsDir: string } | undefined;
}

export const CONFIG_FILE = 'kontor.yaml';

/** What is served where nobody names a graph. */
export const DEFAULT_GRAPH = 'main@current';

export interface PlanFlags {
  config?: string | undefined;
  home?: string | undefined;
  /** `graph` or `graph@variant`, instead of the one that kontor.yaml names. */
  graph?: string | undefined;
}

/** Where no kontor.yaml was named and none is there, nothing but the planes is run. Throws KONTOR_CONFIG_INVALID (exit 3). */
export async function readPlan(flags: PlanFlags, io: Pick<Io, 'env' | 'cwd'>): Promise<StartPlan> {
  const settings = readSettingsOrRefuse(io.env);
  const path = resolve(io.cwd, flags.config ?? CONFIG_FILE);
  const isAbsent = flags.config === undefined && !existsSync(path);
  const config = isAbsent ? NOTHING : await readConfig(path);
  const graph = flags.graph ?? config.graph ?? (io.env['KONTOR_GRAPH_REF'] || DEFAULT_GRAPH);
  if (parseGraphRef(graph) === undefined)
    throw badUsage('KONTOR_CONFIG_INVALID', `"${graph}" is not of the form \`graph\` or \`graph@variant\`.`);
  return planStart({ ...config, graph }, settings, kontorHome(io, flags.home), dirname(path));
}

const NOTHING: KontorConfig = { version: 1, subgraphs: {}, example: '{ __typename }' };

async function readConfig(path: string): Promise<KontorConfig> {
  const verdict = parseKontorConfig(await readConfigFile(path));
  if (verdict.kind === 'valid') return verdict.config;
  throw badUsage('KONTOR_CONFIG_INVALID', describeProblems(path, verdict.problems));
}

/** Pure: what `readPlan` makes of valid input. */
function planStart(
  config: KontorConfig & { graph: string },
  settings: Settings,
  home: string,
  folder: string,
): StartPlan {
  const { graph } = parseGraphRef(config.graph) ?? { graph: config.graph };
  const subgraphs = Object.entries(config.subgraphs).map(([name, entry], index): PlannedSubgraph => {
    const port = settings.subgraphPortBase === undefined ? entry.port : settings.subgraphPortBase + index;
    const origin = `http://127.0.0.1:${port}`;
    return {
      name,
      schemaFile: resolve(folder, entry.schema),
      routingUrl: `${origin}${entry.path}`,
      readyUrl: `${origin}/health/ready`,
      port,
      command: entry.run,
      env: entry.env,
      domain: entry.database && {
        id: { graph, domain: name },
        migrationsDir: resolve(folder, entry.database.migrations),
      },
    };
  });
  const metricsPorts = metricsPortsOf(settings, subgraphs);
  return {
    ...settings,
    home,
    metricsPorts,
    folder,
    graph: config.graph.includes('@') ? config.graph : `${config.graph}@current`,
    subgraphs,
    example: config.example,
    ports: [
      { process: 'gateway', port: settings.gatewayPort, decidedBy: 'KONTOR_GATEWAY_PORT' },
      { process: 'platform', port: settings.platformPort, decidedBy: 'KONTOR_PLATFORM_PORT' },
      ...subgraphs.map(({ name, port }) => ({
        process: name,
        port,
        decidedBy:
          settings.subgraphPortBase === undefined
            ? `subgraphs.${name}.port in ${CONFIG_FILE}, or KONTOR_SUBGRAPH_PORT_BASE`
            : 'KONTOR_SUBGRAPH_PORT_BASE',
      })),
      ...[...metricsPorts].map(([name, port]) => ({
        process: `${name} (metrics)`,
        port,
        decidedBy: 'KONTOR_METRICS_PORT',
      })),
    ],
  };
}

function metricsPortsOf(
  { metricsPortBase }: Settings,
  subgraphs: readonly PlannedSubgraph[],
): ReadonlyMap<string, number> {
  if (metricsPortBase === undefined) return new Map();
  const names = ['gateway', 'platform', ...subgraphs.map(({ name }) => name)];
  return new Map(names.map((name, index) => [name, metricsPortBase + index]));
}

function readSettingsOrRefuse(env: Io['env']): Settings {
  const verdict = readSettings(env);
  if (verdict.kind === 'valid') return verdict.settings;
  throw badUsage('KONTOR_CONFIG_INVALID', verdict.problems.join(' '), 'Correct or unset the variable.');
}

async function readConfigFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw badUsage(
      'KONTOR_CONFIG_INVALID',
      `${path} cannot be read: ${(error as Error).message}.`,
      'Run the command in the folder of kontor.yaml, or name the file with `--config`.',
    );
  }
}

const describeProblems = (path: string, problems: readonly ConfigProblem[]): string =>
  problems
    .map(
      ({ path: place, line, message }) =>
        `${path}${line === null ? '' : `:${line}`}: ${place ? `${place}: ` : ''}${message}`,
    )
    .join('\n');
