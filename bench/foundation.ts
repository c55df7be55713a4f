/**
 * `npm run bench:foundation`: the figures of a whole Kontor with the storefront, on this machine.
 *
 *   1. start          first start (new home), then second starts, until the first answered storefront query
 *   2. SQL            statements and fetches per subgraph for one storefront query
 *   3. publish        from the acknowledged publish to the first answer with the new field, idle
 *   4. swap           the same with 50 connections of load: how many requests failed
 *
 * Printed, never asserted. Everything runs on loopback with a home of its own and stops by itself.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { load } from './support/load.ts';
import {
  ask,
  freePorts,
  root,
  startKontor,
  type KontorPlaces,
  type RunningKontor,
} from './support/kontor.ts';
import { createRevisions } from './support/revisions.ts';
import { readCounters } from './support/counters.ts';
import { print, printMachine } from './support/print.ts';
import { summarise } from './support/statistics.ts';

const SECOND_STARTS = 5;
const PUBLISHES = 20;
const CONNECTIONS = 50;

interface KontorFile {
  graph: string;
  subgraphs: Record<string, { port: number }>;
  example: string;
}

async function main(): Promise<void> {
  const file = parse(readFileSync(path.join(root, 'kontor.yaml'), 'utf8')) as KontorFile;
  const names = Object.keys(file.subgraphs);
  const base = await freePorts(names.length + 3);
  // Inside the clone, so that a copied subgraph finds its packages.
  const kontorFolder = path.join(root, '.kontor');
  mkdirSync(kontorFolder, { recursive: true });
  const home = mkdtempSync(path.join(kontorFolder, 'bench-'));
  const places: KontorPlaces = {
    home,
    gatewayPort: base,
    platformPort: base + 1,
    subgraphPortBase: base + 3,
  };
  const ports = new Map(names.map((name, at) => [name, places.subgraphPortBase + at]));
  printMachine();
  try {
    await benchStart(places, file.example);
    const kontor = await startKontor(['npm', 'start'], places, file.example, { KONTOR_COUNT_SQL: 'true' });
    try {
      await benchSql(kontor, file.example, ports);
      await benchPublish(kontor, file, places.gatewayPort + 2);
    } finally {
      await kontor.stop();
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function benchStart(places: KontorPlaces, query: string): Promise<void> {
  const start = async () => {
    const kontor = await startKontor(['npm', 'start'], places, query);
    await kontor.stop();
    return kontor.firstAnswerMs;
  };
  print('first start: new home, migrations, seed', `${seconds(await start())} to the first answer`);
  const samples: number[] = [];
  for (let n = 0; n < SECOND_STARTS; n += 1) samples.push(await start());
  const { p50, max } = summarise(samples);
  print(
    'npm start, second time',
    `p50 ${seconds(p50)}, max ${seconds(max)} to the first answer (goal < 5 s)`,
  );
}

async function benchSql(
  kontor: RunningKontor,
  query: string,
  ports: ReadonlyMap<string, number>,
): Promise<void> {
  await ask(kontor.gatewayUrl, query); // plans once; the second asks only
  const before = await readCounters(ports);
  await ask(kontor.gatewayUrl, query);
  const after = await readCounters(ports);
  for (const name of ports.keys()) {
    const queries = (after.get(name)?.queries ?? 0) - (before.get(name)?.queries ?? 0);
    const fetches = (after.get(name)?.requests ?? 0) - (before.get(name)?.requests ?? 0);
    print(`storefront query, ${name}`, `${fetches} fetches, ${queries} SQL statements`);
  }
}

async function benchPublish(kontor: RunningKontor, file: KontorFile, port: number): Promise<void> {
  const revisions = await createRevisions(kontor, file.graph, { port, count: 2 * PUBLISHES });
  try {
    const idle: number[] = [];
    for (let n = 0; n < PUBLISHES; n += 1) idle.push(await revisions.publishAndWait());
    printLatency(`publish to first answer, idle, ${PUBLISHES} publishes`, idle, 'goal p95 < 1 s');

    const stop = new AbortController();
    const underLoad = load(kontor.gatewayUrl, file.example, CONNECTIONS, stop.signal);
    const loaded: number[] = [];
    for (let n = 0; n < PUBLISHES; n += 1) loaded.push(await revisions.publishAndWait());
    stop.abort();
    const { requests, failed, failures, latenciesMs } = await underLoad;
    printLatency(`publish to first answer, ${CONNECTIONS} connections of load`, loaded, 'goal p95 < 1 s');
    print('swap under load', `${requests} requests, ${failed} failed (goal 0), ${PUBLISHES} publishes`);
    printLatency('storefront query under that load', latenciesMs, 'no goal yet');
    for (const failure of failures) print('  failed', failure);
  } finally {
    await revisions.close();
  }
}

function printLatency(what: string, samples: readonly number[], goal: string): void {
  const { n, p50, p95, max } = summarise(samples);
  print(
    what,
    `p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, max ${max.toFixed(0)} ms, n ${n} (${goal})`,
  );
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

await main();
