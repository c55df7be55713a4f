import type { CopyProgress, DatabaseSummary } from '@kontor/database';
import { plural } from '../output/table.js';
import type { Reporter } from '../launcher/reporter.js';
import { formatBytes, formatCount } from '../output/figures.js';

type Counted = ReadonlyMap<string, { rows: number }> | Pick<DatabaseSummary, 'tables' | 'rows'>;

/** A line of progress for the work on each database: the table at work, then what it came to. */
export const aroundDatabase =
  (reporter: Reporter, verified: string) =>
  <T extends Counted>(
    name: string,
    work: (note: (progress: CopyProgress) => void) => Promise<T>,
  ): Promise<T> =>
    reporter.step(
      name,
      (note) => work(({ table, bytes }) => note(`${table}, ${formatBytes(bytes)}`)),
      (result) => `${describe(result)}${verified}`,
    );

function describe(result: Counted): string {
  const [tables, rows] =
    'tables' in result
      ? [result.tables, result.rows]
      : [result.size, [...result.values()].reduce((sum, digest) => sum + digest.rows, 0)];
  return `${plural(tables, 'table')}, ${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}`;
}
