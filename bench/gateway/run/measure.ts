import type { LoadResult, LoadWindow } from '../load/protocol.ts';
import type { SubgraphCounters } from '../subgraphs/protocol.ts';
import { answerOfMonolith } from '../world/monolith.ts';
import type { Workload } from '../workloads.ts';
import type { Bench } from './bench.ts';
import { GRAPHQL_PATH, type RunningTarget } from './running-target.ts';

export interface Measurement {
  readonly requestsPerSecond: number;
  readonly cpuMsPerRequest: number;
  /** The share of it that the kernel took. */
  readonly kernelShare: number;
  /** Of its cores' time; below 1 the target waited for the load generator, for subgraphs or for the machine. */
  readonly cpuShare: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly fetchesPerRequest: number;
  readonly wrong: number;
  readonly complaints: readonly string[];
}

export interface MeasureOptions {
  readonly connections: number;
  readonly warmUpSeconds: number;
  readonly windowsSeconds: readonly number[];
  readonly onWindow?: (at: number) => void;
}

export interface Run {
  readonly windows: readonly Measurement[];
}

/** One run of load against one target. */
export async function measure(
  bench: Bench,
  { child, port }: RunningTarget,
  workload: Workload,
  { connections, warmUpSeconds, windowsSeconds, onWindow }: MeasureOptions,
): Promise<Run> {
  await bench.subgraphs.reset(workload.subgraphDelayMs);
  const result = await bench.load.run(
    {
      port,
      path: GRAPHQL_PATH,
      query: workload.query,
      everyDocumentNew: workload.everyDocumentNew,
      ownHeader: workload.ownHeader,
      connections,
      intervalMs: 0,
      warmUpMs: warmUpSeconds * 1000,
      windowsMs: windowsSeconds.map((seconds) => seconds * 1000),
      pid: child.pid,
      expected: JSON.stringify(answerOfMonolith(workload.query)),
      firstNumber: bench.nextNumber,
    },
    onWindow,
  );
  bench.nextNumber = result.nextNumber;
  const counters = await bench.subgraphs.count();
  const complaints = [...result.complaints, ...complaintsOf(workload, result, counters)];
  return {
    windows: result.windows.map((window) => toMeasurement(window, result, counters, complaints)),
  };
}

function toMeasurement(
  window: LoadWindow,
  result: LoadResult,
  counters: SubgraphCounters,
  complaints: readonly string[],
): Measurement {
  return {
    requestsPerSecond: (window.requests * 1000) / window.elapsedMs,
    cpuMsPerRequest: window.cpuMs / window.requests,
    kernelShare: window.kernelMs / window.cpuMs,
    cpuShare: window.cpuMs / window.elapsedMs,
    p50Ms: window.p50Ms,
    p99Ms: window.p99Ms,
    fetchesPerRequest: counters.requests / result.requests,
    wrong: result.wrong,
    complaints,
  };
}

/** What the subgraphs saw, where answers alone would not show it. A target that fetches nothing has nothing to forward. */
function complaintsOf({ ownHeader }: Workload, result: LoadResult, counters: SubgraphCounters): string[] {
  if (counters.requests === 0) return [];
  const complaints: string[] = [];
  if (counters.refused > 0) complaints.push(`${counters.refused} fetches were not valid`);
  if (counters.anonymous > 0)
    complaints.push(`${counters.anonymous} fetches came without the client's header`);
  if (ownHeader && counters.credentials < result.requests)
    complaints.push(
      `the headers of ${counters.credentials} of ${result.requests} requests reached the subgraphs`,
    );
  return complaints;
}
