/**
 * `npm run bench:runaway`: fifty clients of a gateway while one more sends documents on which the query planner runs
 * away (test/support/gateway/runaway.ts: under two kilobytes, minutes and gigabytes of planning).
 *
 *   round   | quiet | runaway | quiet | runaway | …        each window as long as a plan may take
 *           each runaway window opens with a document that is new, and that is refused at its end
 *
 * `--clients N`, `--per-second N` requests of each client (0: as fast as they are answered), `--rounds N`; `--cores LIST`
 * for the gateway, `--config FILE` for its configuration. Printed, never asserted.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runawayDocument, runawaySupergraph } from '../test/support/gateway/runaway.js';
import type { LoadWindow } from './gateway/load/protocol.ts';
import { CORES } from './gateway/run/bench.ts';
import { Child, stopAll } from './gateway/run/child.ts';
import { startLoad } from './gateway/run/load-process.ts';
import { medianOf } from './gateway/run/median.ts';
import { ask, freePorts, root, waitUntil } from './support/kontor.ts';
import { print, printMachine } from './support/print.ts';

const { values: flags } = parseArgs({
  options: {
    clients: { type: 'string', default: '50' },
    'per-second': { type: 'string', default: '20' },
    rounds: { type: 'string', default: '5' },
    cores: { type: 'string', default: CORES.all },
    config: { type: 'string' },
  },
});
const CLIENTS = Number(flags.clients);
const INTERVAL_MS = flags['per-second'] === '0' ? 0 : 1_000 / Number(flags['per-second']);
const ROUNDS = Number(flags.rounds);
const WARM_UP_MS = 4_000;
/** `limits.planningTimeoutMs` as it ships. */
const WINDOW_MS = 5_000;
const QUERY = 'query Healthy { friends1 { id } }';
const ANSWER = '{"data":{"friends1":[{"id":"1"}]}}';
const DEPTH = 3;

interface Refusal {
  readonly text: string;
  readonly afterMs: number;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kontor-runaway-'));
  const subgraph = await startSubgraph();
  try {
    printMachine();
    const gateway = await startGateway(folder, subgraph.url);
    const load = startLoad(CORES.all, path.join(folder, 'load.log'));
    const refusals: Promise<Refusal>[] = [];
    const { windows, wrong, complaints } = await load.run(
      {
        port: gateway.port,
        path: '/graphql',
        query: QUERY,
        everyDocumentNew: false,
        ownHeader: false,
        connections: CLIENTS,
        intervalMs: INTERVAL_MS,
        warmUpMs: WARM_UP_MS,
        windowsMs: Array.from({ length: 2 * ROUNDS }, () => WINDOW_MS),
        pid: gateway.pid,
        expected: ANSWER,
        firstNumber: 1,
      },
      (at) => {
        if (at % 2 === 1) refusals.push(askRunaway(gateway.port, at));
      },
    );
    report(windows, await Promise.all(refusals));
    print('the first one again', describe(await askRunaway(gateway.port, 1)));
    print('wrong or lost answers', `${wrong} ${complaints.join('; ')}`);
  } finally {
    await stopAll();
    subgraph.close();
    rmSync(folder, { recursive: true });
  }
}

async function startSubgraph(): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    response.end('{"data":{"friends1":[{"__typename":"Node","id":"1"}]}}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function startGateway(folder: string, subgraphUrl: string): Promise<{ pid: number; port: number }> {
  const supergraph = path.join(folder, 'supergraph.graphql');
  writeFileSync(
    supergraph,
    runawaySupergraph(() => subgraphUrl),
  );
  const port = await freePorts(1);
  const command = [path.join(root, 'cli/bin/kontor.mjs'), 'gateway'];
  const options = ['--supergraph', supergraph, '--port', String(port)];
  if (flags.config !== undefined) options.push('--config', path.resolve(flags.config));
  const { pid } = Child.start([...command, ...options], {
    cores: flags.cores,
    cwd: folder,
    logFile: path.join(folder, 'gateway.log'),
    env: { NODE_ENV: 'production' },
  });
  await waitUntil(async () => (await ask(`http://127.0.0.1:${port}/graphql`, QUERY)).status === 200);
  return { pid, port };
}

async function askRunaway(port: number, number: number): Promise<Refusal> {
  const from = performance.now();
  const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    // A field less: another document with another plan.
    body: JSON.stringify({ query: runawayDocument(DEPTH).replace(` f${number} `, ' ') }),
  });
  const { errors = [] } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
  const codes = errors.map(({ extensions }) => extensions.code).join(', ');
  return { text: `${response.status} ${codes}`, afterMs: performance.now() - from };
}

function report(windows: readonly LoadWindow[], refusals: readonly Refusal[]): void {
  const quiet = windows.filter((_, at) => at % 2 === 0);
  const runaway = windows.filter((_, at) => at % 2 === 1);
  tell(`${CLIENTS} clients, quiet`, quiet);
  tell(`${CLIENTS} clients, while a document is planned`, runaway);
  const change = median(runaway, 'p99Ms') / median(quiet, 'p99Ms');
  print('p99, change', `${((change - 1) * 100).toFixed(0)} %`);
  for (const [at, refusal] of refusals.entries()) print(`document ${at + 1}`, describe(refusal));
}

function tell(what: string, windows: readonly LoadWindow[]): void {
  const all = windows.map(({ p99Ms }) => p99Ms.toFixed(1)).join(' ');
  const requests = windows.reduce((sum, window) => sum + window.requests, 0);
  print(
    what,
    `p50 ${median(windows, 'p50Ms').toFixed(1)} ms, p99 ${median(windows, 'p99Ms').toFixed(1)} ms (${all}), ${requests} requests`,
  );
}

const median = (windows: readonly LoadWindow[], figure: 'p50Ms' | 'p99Ms'): number =>
  medianOf(windows.map((window) => window[figure]));

const describe = ({ text, afterMs }: Refusal): string => `${text} after ${afterMs.toFixed(0)} ms`;

await main();
