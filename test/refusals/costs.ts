import type { Row } from './row.js';
import type { Seen } from './judge.js';

export interface Cost {
  readonly row: Row;
  readonly seen: Seen;
}

const DEAREST = 5;
const MIB = 1024 * 1024;

/** The count, and which rows came nearest to their limits: where to look first when a limit is to be lowered. */
export function renderCosts(costs: readonly Cost[], rows: number): string {
  const dearest = (what: string, unit: string, of: (seen: Seen) => number): string => {
    const sorted = [...costs].sort((a, b) => of(b.seen) - of(a.seen)).slice(0, DEAREST);
    const lines = sorted.map(
      ({ row, seen }) => `    ${Math.round(of(seen))} ${unit}  ${row.surface}: ${row.name}`,
    );
    return `  ${what}\n${lines.join('\n')}\n`;
  };
  const asked = costs.reduce((sum, { seen }) => sum + seen.others.answers, 0);
  return [
    `\n${costs.length} of ${rows} rows were tried; meanwhile others asked ${asked} healthy questions.\n`,
    dearest('longest turns of an event loop', 'ms CPU', ({ reading }) => reading.longestTurnCpuMs),
    dearest('most memory', 'MiB', ({ growthBytes }) => growthBytes / MIB),
    dearest('slowest outcomes', 'ms', ({ outcomeMs }) => outcomeMs),
  ].join('');
}
