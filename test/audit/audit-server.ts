import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

/** The audit's own HTTP server: subgraphs, supergraphs and cases of every suite. */
export interface Audit {
  suites(): Promise<readonly string[]>;
  supergraph(suite: string): Promise<string>;
  subgraphs(suite: string): Promise<readonly AuditSubgraph[]>;
  cases(suite: string): Promise<readonly AuditCase[]>;
  close(): Promise<void>;
}

export interface AuditCase {
  readonly query: string;
  /** `errors` absent: may be or not. */
  readonly expected: { readonly data?: unknown; readonly errors?: boolean };
}

export interface AuditSubgraph {
  readonly name: string;
  readonly sdl: string;
}

const START_TIMEOUT_MS = 60_000;

/** Starts it in a process of its own, from the sources of the checkout. */
export async function serveAudit(checkout: string): Promise<Audit> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'serve-checkout.mjs'), checkout, `${port}`],
    {
      cwd: checkout,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const ended = once(child, 'exit');
  const read = async (path: string): Promise<Response> => {
    const response = await fetch(`${origin}${path}`, { headers: { accept: 'application/json' } });
    if (!response.ok) throw new Error(`the audit's server answers ${path} with ${response.status}`);
    return response;
  };
  await Promise.race([
    untilHealthy(`${origin}/_health`),
    ended.then(([code]) => {
      throw new Error(`the audit's server ended with ${code}: are its dependencies installed?`);
    }),
  ]);
  return {
    suites: async () => (await (await read('/ids')).json()) as string[],
    supergraph: async (suite) => (await read(`/${suite}/supergraph`)).text(),
    subgraphs: async (suite) => (await (await read(`/${suite}/subgraphs`)).json()) as AuditSubgraph[],
    cases: async (suite) => (await (await read(`/${suite}/tests`)).json()) as AuditCase[],
    async close() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function untilHealthy(url: string): Promise<void> {
  for (const endsAt = Date.now() + START_TIMEOUT_MS; ;) {
    const answered = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answered) return;
    if (Date.now() > endsAt)
      throw new Error(`the audit's server did not start within ${START_TIMEOUT_MS} ms`);
    await new Promise((next) => setTimeout(next, 50));
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
