/** What the process of the gateway holds when nobody asks it anything and garbage has been collected. */
export interface MemorySample {
  /** Exchanges since this process started. */
  readonly exchanges: number;
  readonly heapMiB: number;
  readonly rssMiB: number;
}

export interface MemoryVerdict {
  /** Growth of the heap over the second half, by the line that fits its samples best. */
  readonly bytesPerExchange: number | undefined;
  readonly finding?: string;
}

const MIB = 1024 * 1024;
/** Fewer samples in the second half, or fewer exchanges, say nothing: caches fill, code is compiled. */
const SAMPLES_MIN = 6;
const EXCHANGES_MIN = 200_000;
/** One small object for each exchange would be more. */
export const LEAK_BYTES_PER_EXCHANGE_MAX = 16;
/** Above it, memory is kept that no garbage collection gives back. */
export const RSS_MIB_MAX = 768;

/** Pure. */
export function judgeMemory(samples: readonly MemorySample[], peakRssMiB: number): MemoryVerdict {
  const half = samples.slice(samples.length >> 1);
  const [first, last] = [half[0], half.at(-1)];
  const isEnough =
    half.length >= SAMPLES_MIN && first && last && last.exchanges - first.exchanges >= EXCHANGES_MIN;
  const bytesPerExchange = isEnough ? slopeOf(half) * MIB : undefined;
  if (bytesPerExchange !== undefined && bytesPerExchange > LEAK_BYTES_PER_EXCHANGE_MAX)
    return {
      bytesPerExchange,
      finding: `the heap grows by ${bytesPerExchange.toFixed(1)} bytes per exchange (at most ${LEAK_BYTES_PER_EXCHANGE_MAX})`,
    };
  if (peakRssMiB > RSS_MIB_MAX)
    return {
      bytesPerExchange,
      finding: `resident memory was ${peakRssMiB.toFixed(0)} MiB (at most ${RSS_MIB_MAX})`,
    };
  return { bytesPerExchange };
}

/** Least squares, MiB per exchange. */
function slopeOf(samples: readonly MemorySample[]): number {
  const mean = (of: (sample: MemorySample) => number): number =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length;
  const [x, y] = [mean(({ exchanges }) => exchanges), mean(({ heapMiB }) => heapMiB)];
  const covariance = samples.reduce(
    (sum, { exchanges, heapMiB }) => sum + (exchanges - x) * (heapMiB - y),
    0,
  );
  const variance = samples.reduce((sum, { exchanges }) => sum + (exchanges - x) ** 2, 0);
  return variance === 0 ? 0 : covariance / variance;
}
