import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunningCommand, kontorBin, root, runCommand } from './command.js';
import { freePorts } from './ports.js';
import { type RecordedProcess, isRunning, recordedProcesses } from './processes.js';
import { until } from './until.js';

/** Where one Kontor of a test listens and lives. */
export interface KontorPlace {
  home: string;
  gatewayPort: number;
  platformPort: number;
  subgraphPortBase: number;
}

export interface StartOptions {
  /** Default: the clone's, with the whole storefront. */
  config?: string;
  env?: Record<string, string>;
  /** The clone to run from; default this one. */
  cwd?: string;
  bin?: string;
  /** Of a user who has no clone: see `CommandOptions`. */
  command?: string;
  surroundings?: NodeJS.ProcessEnv;
}

const PORTS_PER_KONTOR = 10;
export const START_TIMEOUT_MS = 90_000;

/** A home of its own below `folder`, and ports of its own. */
export async function choosePlace(folder: string, name: string): Promise<KontorPlace> {
  const base = await freePorts(PORTS_PER_KONTOR);
  return { home: join(folder, name), gatewayPort: base, platformPort: base + 1, subgraphPortBase: base + 2 };
}

export const placeVariables = (place: KontorPlace): Record<string, string> => ({
  KONTOR_HOME: place.home,
  KONTOR_GATEWAY_PORT: String(place.gatewayPort),
  KONTOR_PLATFORM_PORT: String(place.platformPort),
  KONTOR_SUBGRAPH_PORT_BASE: String(place.subgraphPortBase),
});

/** Begins a `kontor start`; does not wait. */
export function beginKontor(place: KontorPlace, options: StartOptions = {}): RunningCommand {
  const args = [options.bin ?? kontorBin, 'start', ...(options.config ? ['--config', options.config] : [])];
  const { cwd = root, env, command, surroundings } = options;
  return runCommand(args, {
    cwd,
    env: { ...placeVariables(place), ...env },
    ...(command === undefined ? {} : { command }),
    ...(surroundings === undefined ? {} : { surroundings }),
  });
}

/** Starts a Kontor and waits until it says that it is up. */
export async function startKontor(place: KontorPlace, options: StartOptions = {}): Promise<KontorUnderTest> {
  const command = beginKontor(place, options);
  await command.printed(/Kontor is up/, START_TIMEOUT_MS);
  return kontorAt(place, command);
}

export interface KontorUnderTest {
  readonly place: KontorPlace;
  readonly graphqlUrl: string;
  readonly platformUrl: string;
  /** For the CLI: finds platform and keys. */
  readonly env: Record<string, string>;
  output(): string;
  processes(): RecordedProcess[];
  processNamed(name: string): RecordedProcess;
  /** Ctrl-C; resolves with the exit code. */
  stop(): Promise<number>;
  readonly command: RunningCommand;
}

export function kontorAt(place: KontorPlace, command: RunningCommand): KontorUnderTest {
  const processes = (): RecordedProcess[] => recordedProcesses(place.home);
  return {
    place,
    graphqlUrl: `http://127.0.0.1:${place.gatewayPort}/graphql`,
    platformUrl: `http://127.0.0.1:${place.platformPort}`,
    env: placeVariables(place),
    output: command.output,
    processes,
    processNamed(name) {
      const found = processes().find((process) => process.name === name);
      if (!found) throw new Error(`${name} does not run`);
      return found;
    },
    stop() {
      command.kill('SIGINT');
      return command.exited;
    },
    command,
  };
}

/** Those of `pids` that still run after a while. */
export async function survivors(pids: readonly number[], timeoutMs = 15_000): Promise<number[]> {
  await until('all processes end', () => !pids.some(isRunning), timeoutMs).catch(() => undefined);
  return pids.filter(isRunning);
}

export const readCredentials = (place: KontorPlace): { adminKey: string } =>
  JSON.parse(readFileSync(join(place.home, 'credentials'), 'utf8')) as { adminKey: string };
