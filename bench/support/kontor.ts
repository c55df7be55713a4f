import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export const root = path.resolve(import.meta.dirname, '../..');

export interface KontorPlaces {
  home: string;
  gatewayPort: number;
  platformPort: number;
  subgraphPortBase: number;
}

export interface RunningKontor {
  places: KontorPlaces;
  gatewayUrl: string;
  platformUrl: string;
  /** From the command's start to the first answered query. */
  firstAnswerMs: number;
  adminKey: string;
  stop(): Promise<void>;
}

/** Starts all of Kontor by `command` and waits for the first answer to `query`. */
export async function startKontor(
  command: readonly [string, ...string[]],
  places: KontorPlaces,
  query: string,
  env: Record<string, string> = {},
): Promise<RunningKontor> {
  mkdirSync(places.home, { recursive: true });
  const startedAt = performance.now();
  const child = spawn(command[0], command.slice(1), {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own: Ctrl-C at a terminal goes to all of it.
    detached: true,
    env: {
      ...process.env,
      ...env,
      KONTOR_HOME: places.home,
      KONTOR_GATEWAY_PORT: String(places.gatewayPort),
      KONTOR_PLATFORM_PORT: String(places.platformPort),
      KONTOR_SUBGRAPH_PORT_BASE: String(places.subgraphPortBase),
    },
  });
  const log = createWriteStream(path.join(places.home, 'bench-start.log'), { flags: 'a' });
  child.stdout.pipe(log);
  child.stderr.pipe(log);

  const gatewayUrl = `http://127.0.0.1:${places.gatewayPort}/graphql`;
  const firstAnswerMs = await waitForAnswer(child, gatewayUrl, query, startedAt);
  // A gateway answers from its last good copy before the platform is there.
  await waitUntil(async () => (await fetch(`http://127.0.0.1:${places.platformPort}/health/ready`)).ok);
  const credentials = JSON.parse(readFileSync(path.join(places.home, 'credentials'), 'utf8')) as {
    adminKey: string;
  };
  return {
    places,
    gatewayUrl,
    platformUrl: `http://127.0.0.1:${places.platformPort}/graphql`,
    firstAnswerMs,
    adminKey: credentials.adminKey,
    stop: () => stopGroup(child),
  };
}

const START_TIMEOUT_MS = 300_000;

async function waitForAnswer(
  child: ChildProcess,
  gatewayUrl: string,
  query: string,
  startedAt: number,
): Promise<number> {
  for (;;) {
    const answer = await askQuietly(gatewayUrl, query);
    const elapsedMs = performance.now() - startedAt;
    if (answer) return elapsedMs;
    if (child.exitCode !== null)
      throw new Error(`kontor ended with exit code ${child.exitCode}; see bench-start.log`);
    if (elapsedMs > START_TIMEOUT_MS)
      throw new Error(`no answer from ${gatewayUrl} within ${START_TIMEOUT_MS} ms`);
    await delay(10);
  }
}

async function askQuietly(url: string, query: string): Promise<boolean> {
  try {
    const { status, body } = await ask(url, query);
    return status === 200 && body.errors === undefined && body.data != null;
  } catch {
    return false;
  }
}

const WAIT_TIMEOUT_MS = 30_000;
const POLL_MS = 2;

export async function waitUntil(isTrue: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + WAIT_TIMEOUT_MS; Date.now() < deadline; await delay(POLL_MS))
    if (await isTrue().catch(() => false)) return;
  throw new Error(`not true within ${WAIT_TIMEOUT_MS} ms`);
}

export interface GraphQLAnswer {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

export async function ask(
  url: string,
  query: string,
  variables: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<{ status: number; body: GraphQLAnswer }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(30_000),
  });
  return { status: response.status, body: (await response.json()) as GraphQLAnswer };
}

async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  process.kill(-child.pid, 'SIGINT');
  await exited;
}

export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGINT');
  await exited;
}

/** A run of `count` ports that are free now. */
export async function freePorts(count: number): Promise<number> {
  for (let base = 20_000 + Math.floor(Math.random() * 20_000); ; base += count) {
    const free = await Promise.all(Array.from({ length: count }, (_, at) => isFree(base + at)));
    if (free.every(Boolean)) return base;
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
