import { KINDS, TARGETS } from './moments.js';
import type { MomentResult } from './run-moment.js';

/** The kill table as Markdown: process x moment x outcome. Pure. */
export function killTable(results: readonly MomentResult[]): string {
  const rows = TARGETS.flatMap((target) =>
    KINDS.map((kind) => ({
      target,
      kind,
      of: results.filter((one) => one.target === target && one.kind === kind),
    })),
  ).filter(({ of }) => of.length > 0);
  return [
    '| killed | during | moments | acknowledged: kept / lost | unanswered: whole / absent / half | complete, once | violations | back after p50 / max |',
    '|---|---|---|---|---|---|---|---|',
    ...rows.map(({ target, kind, of }) => rowOf(`${target} | ${kind}`, of)),
    rowOf('**any** | **any**', results),
  ].join('\n');
}

function rowOf(title: string, of: readonly MomentResult[]): string {
  const fates = of.flatMap(({ publishes }) => publishes);
  const count = (fate: string): number => fates.filter((one) => one === fate).length;
  const written = of.filter(({ complete }) => complete !== null);
  const times = of.map(({ recoveryMs }) => recoveryMs).sort((a, b) => a - b);
  const violations = of.reduce((sum, one) => sum + one.violations.length, 0);
  return [
    '',
    ` ${title} `,
    ` ${of.length} `,
    fates.length > 0 ? ` ${count('kept')} / ${count('lost')} ` : ' – ',
    fates.length > 0 ? ` ${count('whole')} / ${count('absent')} / ${count('half')} ` : ' – ',
    written.length > 0
      ? ` ${written.filter(({ complete }) => complete).length} of ${written.length} `
      : ' – ',
    ` ${violations} `,
    ` ${seconds(times[Math.floor((times.length - 1) / 2)])} / ${seconds(times.at(-1))} `,
    '',
  ].join('|');
}

const seconds = (ms = Number.NaN): string => `${(ms / 1000).toFixed(1)} s`;
