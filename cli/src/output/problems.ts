import type { CompositionHint, CompositionProblem, SchemaLocation } from '../platform-client/problems.js';
import type { SchemaSource } from '../schema/schema-source.js';
import { plural } from './table.js';
import { printable, printableLine, type Style } from './style.js';

/** Lines shown before and behind the one that is to blame. */
const CONTEXT_LINES = 1;
/** A line of a generated schema can be as long as the file; more than this helps nobody. */
const SOURCE_LINE_LENGTH_MAX = 160;
/** One missing type can be to blame at hundreds of places; `--format json` has them all. */
const LOCATIONS_SHOWN_MAX = 5;

/** The sources at hand, by subgraph: those of the command line, so that places can be shown in the user's own files. */
export type KnownSources = ReadonlyMap<string, SchemaSource>;

/** Every problem with code, place, source line with a caret, and advice. */
export function renderProblems(
  problems: readonly CompositionProblem[],
  sources: KnownSources,
  style: Style,
): string {
  const blocks = problems.map((problem) => renderProblem(problem, sources, style));
  const codes = [...new Set(problems.map((problem) => printableLine(problem.code)))];
  const more = codes.map((code) => `kontor explain ${code}`).join(', ');
  return [...blocks, style.dim(`${plural(problems.length, 'problem')}. More: ${more}`)].join('\n\n');
}

export function renderHints(hints: readonly CompositionHint[], style: Style): string {
  if (hints.length === 0) return '';
  const lines = hints.map((hint) => {
    const place = hint.locations[0];
    const where = place ? ` ${style.dim(`(${describePlace(place)})`)}` : '';
    return `  ${style.warn(printableLine(hint.code))} ${printableLine(hint.message)}${where}`;
  });
  return [
    style.dim(
      `${plural(hints.length, 'hint')}, nothing is refused for ${hints.length === 1 ? 'it' : 'them'}:`,
    ),
    ...lines,
  ].join('\n');
}

function renderProblem(problem: CompositionProblem, sources: KnownSources, style: Style): string {
  const lines = [
    `${style.bad(style.bold(printableLine(problem.code)))}  ${indentRest(printable(problem.message).trim())}`,
  ];
  const shownLines = new Set<string>();
  for (const location of problem.locations.slice(0, LOCATIONS_SHOWN_MAX))
    lines.push(...renderLocation(location, sources, shownLines, style));
  const hidden = problem.locations.length - LOCATIONS_SHOWN_MAX;
  if (hidden > 0) lines.push(style.dim(`  … and ${plural(hidden, 'more place')}`));
  lines.push(`  ${style.good('fix:')} ${indentRest(printable(problem.fix).trim())}`);
  return lines.join('\n');
}

/** `shownLines`: two places in one line are worth one excerpt. */
function renderLocation(
  location: SchemaLocation,
  sources: KnownSources,
  shownLines: Set<string>,
  style: Style,
): string[] {
  const source = location.subgraph === null ? undefined : sources.get(location.subgraph);
  const place = source && location.line !== null ? source.locate(location.line) : undefined;
  const where = place
    ? `${place.path}:${place.line}${location.column === null ? '' : `:${location.column}`}`
    : undefined;
  const title = [
    `${style.dim('in')} ${style.bold(describePlace(location, where !== undefined))}`,
    ...(where === undefined ? [] : [style.accent(where)]),
    ...(location.derived ? [style.dim('(place derived by rule)')] : []),
  ];
  const line = place && `${place.path}:${place.line}`;
  if (place === undefined || line === undefined || shownLines.has(line)) return [`  ${title.join('  ')}`];
  shownLines.add(line);
  return [`  ${title.join('  ')}`, ...renderExcerpt(place.lines, place.line, location.column, style)];
}

function describePlace(location: SchemaLocation, withoutLine = false): string {
  const subgraph = location.subgraph === null ? 'the supergraph' : printableLine(location.subgraph);
  const line =
    withoutLine || location.line === null
      ? ''
      : `, line ${location.line}${location.column === null ? '' : `:${location.column}`}`;
  const coordinate = location.coordinate === null ? '' : `, ${printableLine(location.coordinate)}`;
  return `${subgraph}${line}${coordinate}`;
}

/** The line to blame between its neighbours, with a caret below the column. */
function renderExcerpt(
  lines: readonly string[],
  line: number,
  column: number | null,
  style: Style,
): string[] {
  const first = Math.max(1, line - CONTEXT_LINES);
  const last = Math.min(lines.length, line + CONTEXT_LINES);
  const gutterWidth = String(last).length;
  const shown: string[] = [];
  for (let number = first; number <= last; number++) {
    const text = printable(lines[number - 1] ?? '').slice(0, SOURCE_LINE_LENGTH_MAX);
    const gutter = `${String(number).padStart(gutterWidth)} │`;
    const blamed = number === line;
    shown.push(`  ${blamed ? style.bad('>') : ' '} ${style.dim(gutter)} ${text}`.trimEnd());
    if (blamed && column !== null && column >= 1 && column <= SOURCE_LINE_LENGTH_MAX) {
      // Tabs before the caret are kept, so that it stands below its character however wide the terminal makes them.
      const lead = text
        .slice(0, column - 1)
        .replaceAll(/[^\t]/g, ' ')
        .padEnd(column - 1);
      shown.push(`    ${style.dim(`${' '.repeat(gutterWidth)} │`)} ${lead}${style.bad('^')}`);
    }
  }
  return shown;
}

/** Further lines of a message stand under its first. */
const indentRest = (text: string): string => text.replaceAll('\n', '\n  ');
