const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `830 B`, `4.2 MB`: powers of 1,000. */
export function formatBytes(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < UNITS.length - 1) [value, unit] = [value / 1_000, unit + 1];
  return `${unit === 0 || value >= 99.5 ? value.toFixed(0) : value.toFixed(1)} ${UNITS[unit]}`;
}

/** `1,234,567` */
export const formatCount = (count: number): string => count.toLocaleString('en-US');
