/**
 * `npm run bench:swaps`: a gateway process under load whose supergraph is replaced a thousand times.
 *
 *   1. warm-up        50 swaps under load; then the load pauses, garbage is collected, and the heap is measured
 *   2. swaps          1,000 more under the same load: how many requests failed, how long a swap took
 *   3. heap           the load pauses, garbage is collected: how far the heap is from where it began (goal: within 5 %)
 *
 * The supergraph is the storefront's, each time with another field; its subgraphs are one server that answers from
 * memory. `--swaps N` and `--connections N` for other numbers, `--snapshots FOLDER` keeps heap snapshots of both ends. Printed, never asserted.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compose } from '@kontor/federation/compose';
import { artifactHash } from '@kontor/protocol';
import { root, waitUntil } from './support/kontor.ts';
import { load, type LoadResult } from './support/load.ts';
import { print, printMachine } from './support/print.ts';
import { summarise } from './support/statistics.ts';
import type { Question, Reply } from './support/swapped-gateway.ts';

const { values: flags } = parseArgs({
  options: {
    swaps: { type: 'string', default: '1000' },
    connections: { type: 'string', default: '10' },
    snapshots: { type: 'string' },
  },
});
const SWAPS = Number(flags.swaps);
const WARM_UP_SWAPS = 50;
const CONNECTIONS = Number(flags.connections);
const SUBGRAPHS = ['accounts', 'products', 'inventory', 'reviews', 'orders'];
const PLACEHOLDER = 'fieldOfThisSwap';

/** Two fetches, the second one for entities; under many names, so that documents and plans fill their caches. */
const QUERIES = Array.from(
  { length: 50 },
  (_, n) =>
    `query Swap${n} { products(first: 2) { edges { node { id name reviews(first: 1) { edges { node { rating title } } } } } } }`,
);

/** What the subgraphs answer: more than is asked for, of which the gateway takes what it needs. */
const PRODUCTS = {
  data: {
    products: {
      edges: ['1', '2'].map((id) => ({ node: { __typename: 'Product', id, name: `Product ${id}` } })),
    },
  },
};
const REVIEWS = {
  data: {
    _entities: ['1', '2'].map(() => ({
      __typename: 'Product',
      reviews: { edges: [{ node: { rating: 5, title: 'Good' } }] },
    })),
  },
};

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kontor-swaps-'));
  const file = path.join(folder, 'supergraph.graphql');
  const subgraphs = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url === '/reviews' ? REVIEWS : PRODUCTS));
  });
  subgraphs.listen(0, '127.0.0.1');
  await once(subgraphs, 'listening');
  const supergraphOf = createSupergraphs(`http://127.0.0.1:${(subgraphs.address() as AddressInfo).port}`);
  writeFileSync(file, supergraphOf(0));
  const gateway = await startGateway(file);
  printMachine();
  print('supergraph', `storefront, ${(supergraphOf(0).length / 1024).toFixed(0)} KiB of SDL`);
  try {
    let swap = 0;
    const swapOnce = async (): Promise<number> => {
      swap += 1;
      const sdl = supergraphOf(swap);
      const startedAt = performance.now();
      // As tools do it: nobody reads half a file.
      writeFileSync(`${file}.next`, sdl);
      renameSync(`${file}.next`, file);
      await waitUntil(async () => (await gateway.hash()) === artifactHash(sdl));
      return performance.now() - startedAt;
    };
    await underLoad(gateway.url, WARM_UP_SWAPS, swapOnce);
    const before = await gateway.memory();
    await keepSnapshot(gateway, 'before');
    const { result, tookMs } = await underLoad(gateway.url, SWAPS, swapOnce);
    const after = await gateway.memory();
    await keepSnapshot(gateway, 'after');
    report(result, tookMs, before, after);
  } finally {
    await gateway.stop();
    subgraphs.closeAllConnections();
    subgraphs.close();
    rmSync(folder, { recursive: true });
  }
}

/** Swaps one after the other while clients ask. */
async function underLoad(
  url: string,
  swaps: number,
  swapOnce: () => Promise<number>,
): Promise<{ result: LoadResult; tookMs: number[] }> {
  const stop = new AbortController();
  let asked = 0;
  const nextQuery = () => QUERIES[asked++ % QUERIES.length] ?? '';
  const running = load(`${url}/graphql`, nextQuery, CONNECTIONS, stop.signal);
  const tookMs: number[] = [];
  for (let n = 0; n < swaps; n++) tookMs.push(await swapOnce());
  stop.abort();
  return { result: await running, tookMs };
}

/** The storefront composed once, with a field whose name each swap replaces. */
function createSupergraphs(url: string): (swap: number) => string {
  const composition = compose(
    SUBGRAPHS.map((name) => {
      const sdl = readFileSync(path.join(root, `subgraphs/storefront/${name}/schema.graphql`), 'utf8');
      const more = name === 'products' ? `\nextend type Query { ${PLACEHOLDER}: Int }\n` : '';
      return { name, url: `${url}/${name}`, sdl: sdl + more };
    }),
  );
  if (composition.kind === 'refused') throw new Error(JSON.stringify(composition.problems));
  return (swap) => composition.supergraphSdl.replaceAll(PLACEHOLDER, `fieldOfSwap${swap}`);
}

interface SwappedGateway {
  url: string;
  hash(): Promise<string | null>;
  memory(): Promise<Memory>;
  snapshot(file: string): Promise<void>;
  stop(): Promise<void>;
}
interface Memory {
  heapUsed: number;
  rss: number;
}

async function startGateway(file: string): Promise<SwappedGateway> {
  const child = fork(path.join(import.meta.dirname, 'support/swapped-gateway.ts'), [file], {
    execArgv: ['--expose-gc'],
    env: { ...process.env, APOLLO_TELEMETRY_DISABLED: 'true' },
  });
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  return {
    url,
    hash: async () => (await ask<{ hash: string | null }>(child, { kind: 'hash' })).hash,
    memory: () => ask(child, { kind: 'memory' }),
    snapshot: async (to) => void (await ask(child, { kind: 'snapshot', file: to })),
    async stop() {
      child.send({ kind: 'stop' } satisfies Question);
      await once(child, 'exit');
    },
  };
}

async function ask<Expected extends Reply>(child: ChildProcess, question: Question): Promise<Expected> {
  child.send(question);
  const [reply] = (await once(child, 'message')) as [Expected];
  return reply;
}

async function keepSnapshot(gateway: SwappedGateway, name: string): Promise<void> {
  if (flags.snapshots) await gateway.snapshot(path.resolve(flags.snapshots, `${name}.heapsnapshot`));
}

function report(result: LoadResult, tookMs: readonly number[], before: Memory, after: Memory): void {
  const { p50, p95, max } = summarise(tookMs);
  const latency = summarise(result.latenciesMs);
  const share = (after.heapUsed / before.heapUsed - 1) * 100;
  const perSwap = (after.heapUsed - before.heapUsed) / SWAPS / 1024;
  print(
    `${SWAPS} swaps, ${CONNECTIONS} connections`,
    `${result.requests} requests, ${result.failed} failed (goal 0)`,
  );
  print(
    'swap, from the file to service',
    `p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, max ${max.toFixed(0)} ms`,
  );
  print(
    'request meanwhile',
    `p50 ${latency.p50.toFixed(0)} ms, p95 ${latency.p95.toFixed(0)} ms, max ${latency.max.toFixed(0)} ms`,
  );
  print(
    'heap after collection',
    `${mib(before.heapUsed)} -> ${mib(after.heapUsed)}, ${share.toFixed(1)} % (goal within 5 %), ${perSwap.toFixed(1)} KiB per swap`,
  );
  print('resident memory', `${mib(before.rss)} -> ${mib(after.rss)}`);
  for (const failure of result.failures) print('  failed', failure);
}

const mib = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

await main();
