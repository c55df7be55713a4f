import { printableLine, type Style } from './style.js';

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Dresses a cell after it was padded, so that colours do not disturb the columns. */
  readonly dress?: (cell: string, row: Row, style: Style) => string;
  readonly align?: 'left' | 'right';
}

const GAP = '  ';

/** Columns as wide as their widest cell; the last one is not padded. Cells are made harmless for a terminal. */
export function renderTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  style: Style,
): string {
  const cells = rows.map((row) => columns.map((column) => printableLine(column.cell(row)) || '-'));
  const widths = columns.map((column, index) =>
    Math.max(column.title.length, ...cells.map((line) => line[index]?.length ?? 0)),
  );
  const pad = (text: string, index: number) => {
    const column = columns[index];
    const width = widths[index] ?? 0;
    if (column?.align === 'right') return text.padStart(width);
    return index === columns.length - 1 ? text : text.padEnd(width);
  };
  const head = columns.map((column, index) => style.dim(pad(column.title.toUpperCase(), index))).join(GAP);
  const body = rows.map((row, line) =>
    columns
      .map((column, index) => {
        const padded = pad(cells[line]?.[index] ?? '', index);
        return column.dress ? column.dress(padded, row, style) : padded;
      })
      .join(GAP)
      .trimEnd(),
  );
  return [head.trimEnd(), ...body].join('\n');
}

/** Aligned `name  value` lines; undefined values are left out. */
export function renderFacts(
  facts: readonly (readonly [string, string | null | undefined])[],
  style: Style,
): string {
  const shown = facts.filter((fact): fact is readonly [string, string] => fact[1] != null && fact[1] !== '');
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  return shown.map(([name, text]) => `${style.dim(name.padEnd(width))}  ${printableLine(text)}`).join('\n');
}

/** `2026-11-22T20:51:03.123Z` -> `2026-11-22 20:51:03Z`; anything else as it is. */
export const shortTime = (iso: string | null | undefined): string =>
  iso == null ? '' : iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/, '$1 $2Z');

/** `sha256-0123456789ab…` -> `0123456789ab`: enough to tell two hashes apart by eye. */
export const shortHash = (hash: string): string => hash.replace(/^sha256-/, '').slice(0, 12);

export const plural = (count: number, noun: string, nouns: string = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : nouns}`;
