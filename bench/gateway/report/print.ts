import type { Section } from './table.ts';

/** Columns as wide as their widest cell; a row that says why it is empty is not one of columns. */
export function textOf({ title, head, rows, remarks }: Section): string {
  const whole = [head, ...rows.filter((row) => row.length === head.length)];
  const widths = head.map((_, at) => Math.max(...whole.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) =>
        at === 0
          ? cell.padEnd(widths[at] ?? 0)
          : cell.padStart(cells.length < head.length ? 0 : (widths[at] ?? 0)),
      )
      .join('  ');
  return [title, line(head), ...rows.map(line), ...remarks.map((remark) => `  ${remark}`)].join('\n');
}

export function markdownOf({ title, head, rows, remarks }: Section): string {
  const line = (cells: readonly string[]) =>
    `| ${[...cells, ...head.slice(cells.length).map(() => '')].join(' | ')} |`;
  const rule = `|${head.map((_, at) => (at === 0 ? '---' : '---:')).join('|')}|`;
  return [
    `### ${title}`,
    '',
    line(head),
    rule,
    ...rows.map(line),
    '',
    ...remarks.map((remark) => `- ${remark}`),
  ].join('\n');
}
