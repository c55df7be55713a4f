import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { peakRssMiBOfTree } from '../load/process-usage.ts';
import { freePorts } from '../../support/kontor.ts';
import type { Target } from '../targets/target.ts';
import { supergraphOf } from '../world/supergraph.ts';
import { workloadOf, type WorkloadName } from '../workloads.ts';
import { CORES, type Bench } from './bench.ts';
import { measure, type Measurement } from './measure.ts';
import { startTarget, type RunningTarget, type StartOutcome } from './running-target.ts';
import { medianOf } from './median.ts';

const START_ATTEMPTS = 2;

export interface Row {
  readonly target: Target;
  readonly result:
    | { readonly kind: 'measured'; readonly figures: Figures }
    | { readonly kind: 'absent'; readonly reason: string };
}

/** Medians over the rounds. */
export interface Figures extends Measurement {
  readonly peakRssMiB: number;
  /** At a single connection, where that is measured. */
  readonly aloneP50Ms: number | undefined;
}

export interface RoundOptions {
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly connections: number;
}

/** All targets at once, idle but for the one whose turn it is: A B C, A B C. */
export async function runWorkload(
  bench: Bench,
  name: WorkloadName,
  targets: readonly Target[],
  options: RoundOptions,
): Promise<Row[]> {
  const workload = workloadOf(name);
  const outcomes: (readonly [Target, StartOutcome])[] = [];
  for (const target of targets) outcomes.push([target, await startOne(bench, name, target)]);
  const samples = new Map<Target, Measurement[]>();
  const alone = new Map<Target, number[]>();
  for (let round = 0; round < options.rounds; round++)
    for (const [target, outcome] of outcomes) {
      if (outcome.kind === 'absent') continue;
      const { running } = outcome;
      const { windows } = await measure(bench, running, workload, {
        ...options,
        windowsSeconds: [options.seconds],
      });
      push(samples, target, ...windows);
      if (name !== 'latency') continue;
      const single = { connections: 1, warmUpSeconds: 0.2, windowsSeconds: [Math.min(options.seconds, 3)] };
      const { windows: calm } = await measure(bench, running, workload, single);
      push(alone, target, ...calm.map(({ p50Ms }) => p50Ms));
    }
  const rows = outcomes.map(([target, outcome]): Row => {
    if (outcome.kind === 'absent') return { target, result: outcome };
    const figures = summarise(samples.get(target) ?? [], outcome.running, alone.get(target));
    return { target, result: { kind: 'measured', figures } };
  });
  for (const [, outcome] of outcomes) if (outcome.kind === 'running') await outcome.running.child.stop();
  return rows;
}

export const supergraphFileOf = (bench: Bench, target: Target, workload: WorkloadName): string =>
  path.join(bench.folder, `${target.name}-${workload}.graphql`);

export async function startOne(
  bench: Bench,
  workload: WorkloadName,
  target: Target,
  nodeArguments: readonly string[] = [],
): Promise<StartOutcome> {
  const supergraphFile = supergraphFileOf(bench, target, workload);
  writeFileSync(supergraphFile, supergraphOf(bench.subgraphs.urls));
  const { urls } = bench.subgraphs;
  const folder = path.join(bench.folder, `${target.name}-${workload}`);
  for (let attempt = 1; ; attempt += 1) {
    const place = { folder, port: await freePorts(1), supergraphFile, urls, workload, nodeArguments };
    const outcome = await startTarget(target, place, workload === 'cores' ? CORES.all : CORES.target);
    // Between the look for a free port and its use, somebody else may have taken it.
    if (outcome.kind === 'running' || !outcome.hasEnded || attempt === START_ATTEMPTS) return outcome;
  }
}

function summarise(
  samples: readonly Measurement[],
  { child }: RunningTarget,
  alone: readonly number[] | undefined,
): Figures {
  const median = (of: (sample: Measurement) => number) => medianOf(samples.map(of));
  return {
    requestsPerSecond: median((sample) => sample.requestsPerSecond),
    cpuMsPerRequest: median((sample) => sample.cpuMsPerRequest),
    kernelShare: median((sample) => sample.kernelShare),
    cpuShare: median((sample) => sample.cpuShare),
    p50Ms: median((sample) => sample.p50Ms),
    p99Ms: median((sample) => sample.p99Ms),
    fetchesPerRequest: median((sample) => sample.fetchesPerRequest),
    wrong: samples.reduce((sum, { wrong }) => sum + wrong, 0),
    complaints: [...new Set(samples.flatMap(({ complaints }) => complaints))],
    peakRssMiB: peakRssMiBOfTree(child.pid),
    aloneP50Ms: alone && medianOf(alone),
  };
}

function push<Key, Value>(into: Map<Key, Value[]>, key: Key, ...values: readonly Value[]): void {
  into.set(key, [...(into.get(key) ?? []), ...values]);
}
