/** The value below which `share` (0..1) of the samples lie, nearest rank. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const summarise = (
  samples: readonly number[],
): { n: number; p50: number; p95: number; max: number } => ({
  n: samples.length,
  p50: percentile(samples, 0.5),
  p95: percentile(samples, 0.95),
  // Not as arguments: there are more samples than a call takes.
  max: samples.reduce((max, sample) => Math.max(max, sample), -Infinity),
});
