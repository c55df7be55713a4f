import { judgeMemory, LEAK_BYTES_PER_EXCHANGE_MAX } from './check/memory.js';
import type { Tally } from './run/tally.js';

const line = (what: string, figure: string): string => `${what.padEnd(34)} ${figure}\n`;

/** What a soak has come to, for people. */
export function renderReport(tally: Tally, seed: number): string {
  const counts = (of: Readonly<Record<string, number>>): string =>
    Object.entries(of)
      .filter(([, count]) => count > 0)
      .sort(([, one], [, other]) => other - one)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  return [
    line('seed', String(seed)),
    line('exchanges', `${tally.exchanges} in ${(tally.elapsedMs / 1_000).toFixed(0)} s, ${rate(tally)}/s`),
    line('answers looked at', String(tally.answers)),
    line('of kinds', counts(tally.byKind)),
    line('refused as they must be', counts(tally.refusedWith)),
    line('clients that gave up', String(tally.aborts)),
    line('mutations', String(tally.mutations)),
    line('requests to subgraphs', String(tally.subgraphRequests)),
    line('supergraphs swapped', String(tally.swaps)),
    line('subgraphs restarted', String(tally.restarts)),
    ...tally.memory
      .filter(({ length }) => length > 0)
      .map((samples) => memoryLine(samples, tally.peakRssMiB)),
    line('resident memory, at most', `${tally.peakRssMiB.toFixed(0)} MiB`),
    line('violations', String(tally.violationsCount)),
    ...tally.violations.map((violation) => `  ${violation}\n`),
  ].join('');
}

export const rate = ({ exchanges, elapsedMs }: Tally): string =>
  elapsedMs > 0 ? ((exchanges * 1_000) / elapsedMs).toFixed(0) : '0';

function memoryLine(samples: Tally['memory'][number], peakRssMiB: number): string {
  const [first, middle, last] = [samples[0], samples[samples.length >> 1], samples.at(-1)].map(
    (sample) => `${sample?.heapMiB.toFixed(1)} MiB`,
  );
  const { bytesPerExchange } = judgeMemory(samples, peakRssMiB);
  const growth =
    bytesPerExchange === undefined
      ? 'too short to speak of growth'
      : `${bytesPerExchange.toFixed(1)} bytes per exchange in the second half (at most ${LEAK_BYTES_PER_EXCHANGE_MAX})`;
  return line('heap at first, half-way, at last', `${first}, ${middle}, ${last}; ${growth}`);
}
