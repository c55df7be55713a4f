/**
 * `npm run bench:runaway`: fifty clients of a gateway while one more sends a document on which the query planner runs
 * away (test/support/gateway/runaway.ts: under two kilobytes, minutes and gigabytes of planning).
 *
 *   1. before     the fifty clients alone
 *   2. during     the same, from the document's first request until it is refused by the limits that ship
 *   3. again      the document a second time, which is refused without planning
 *   4. after      the fifty clients alone
 *
 * `--clients N`, `--seconds N` for 1 and 4. Printed, never asserted: planning takes a core of its own, so what the
 * clients notice depends on how many the machine has left.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { runawayDocument, runawaySupergraph } from '../test/support/gateway/runaway.js';
import { load, type LoadResult } from './support/load.ts';
import { print, printMachine } from './support/print.ts';
import { percentile } from './support/statistics.ts';
import type { Question } from './support/swapped-gateway.ts';

const { values: flags } = parseArgs({
  options: {
    clients: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '5' },
  },
});
const CLIENTS = Number(flags.clients);
const QUIET_MS = Number(flags.seconds) * 1_000;
const QUERY = 'query Healthy { friends1 { id } }';
const DEPTH = 3;

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kontor-runaway-'));
  const file = path.join(folder, 'supergraph.graphql');
  const subgraph = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    response.end('{"data":{"friends1":[{"__typename":"Node","id":"1"}]}}');
  });
  subgraph.listen(0, '127.0.0.1');
  await once(subgraph, 'listening');
  const { port } = subgraph.address() as AddressInfo;
  writeFileSync(
    file,
    runawaySupergraph(() => `http://127.0.0.1:${port}/`),
  );
  const gateway = fork(path.join(import.meta.dirname, 'support/swapped-gateway.ts'), [file], {
    execArgv: ['--expose-gc'],
  });
  const [{ url }] = (await once(gateway, 'message')) as [{ url: string }];
  printMachine();
  try {
    await whileAsking(url, () => delay(QUIET_MS / 2));
    tell(`${CLIENTS} clients, before`, (await whileAsking(url, () => delay(QUIET_MS))).load);
    const during = await whileAsking(url, () => askRunaway(url));
    tell(`${CLIENTS} clients, while it is planned`, during.load);
    print('the document', during.result);
    print('the document, again', await askRunaway(url));
    tell(`${CLIENTS} clients, after`, (await whileAsking(url, () => delay(QUIET_MS))).load);
  } finally {
    gateway.send({ kind: 'stop' } satisfies Question);
    await once(gateway, 'exit');
    subgraph.closeAllConnections();
    subgraph.close();
    rmSync(folder, { recursive: true });
  }
}

async function whileAsking<T>(url: string, work: () => Promise<T>): Promise<{ load: LoadResult; result: T }> {
  const stop = new AbortController();
  const running = load(`${url}/graphql`, () => QUERY, CLIENTS, stop.signal);
  const result = await work().finally(() => stop.abort());
  return { load: await running, result };
}

async function askRunaway(url: string): Promise<string> {
  const from = performance.now();
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: runawayDocument(DEPTH) }),
  });
  const { errors = [] } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
  const codes = errors.map(({ extensions }) => extensions.code).join(', ');
  return `${response.status} ${codes} after ${(performance.now() - from).toFixed(0)} ms`;
}

function tell(what: string, { requests, failed, latenciesMs }: LoadResult): void {
  const [p50, p99, max] = [0.5, 0.99, 1].map((share) => percentile(latenciesMs, share).toFixed(1));
  print(what, `p50 ${p50} ms, p99 ${p99} ms, max ${max} ms, ${requests} requests, ${failed} failed`);
}

await main();
