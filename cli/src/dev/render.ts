import type { ChangedCoordinates } from '@kontor/federation';
import { renderHints, renderProblems } from '../output/problems.js';
import { printableLine, type Style } from '../output/style.js';
import { plural, shortHash } from '../output/table.js';
import type { TakenSubgraph, Trouble } from './decide.js';
import type { DevEvent } from './events.js';

/** A change of hundreds of fields is not read in a terminal; `--format json` has them all. */
const COORDINATES_SHOWN_MAX = 8;
const INDENT = '          ';

/** An event in words, with the time of day. Pure. */
export function renderEvent(event: DevEvent, now: Date, style: Style): string {
  const line = (mark: string, text: string): string => `${style.dim(timeOfDay(now))}  ${mark} ${text}`;
  const below = (text: string): string => `${INDENT}  ${text}`;
  switch (event.kind) {
    case 'started':
      return renderStart(event, style);
    case 'composed': {
      const { subgraphs, changes, because, tookMs, hints, hash } = event;
      const what =
        changes === null ? plural(subgraphs.length, 'subgraph') : because.map(printableLine).join(', ');
      return [
        line(
          style.good('✓'),
          `${changes === null ? 'composed ' : ''}${style.bold(what)}${changes === null ? '' : ' changed: composed'}, ` +
            `served after ${tookMs} ms ${style.dim(`(supergraph ${shortHash(hash)})`)}`,
        ),
        ...(changes === null ? subgraphs.map((taken) => below(renderTaken(taken, subgraphs, style))) : []),
        ...(changes === null ? [] : renderChanges(changes, style).map(below)),
        ...(hints.length === 0 ? [] : renderHints(hints, style).split('\n').map(below)),
      ].join('\n');
    }
    case 'mended':
      return line(style.good('✓'), 'composes again, into what is served already');
    case 'refused': {
      const { problems, subgraphs, serving } = event;
      const sources = new Map(subgraphs.map(({ name, schema }) => [name, schema]));
      const meanwhile =
        serving === null
          ? 'nothing is served yet'
          : `what composed at ${timeOfDay(serving.since)} stays in service`;
      return [
        line(style.bad('✗'), `${style.bold('does not compose')}; ${meanwhile}`),
        '',
        renderProblems(problems, sources, style),
        '',
      ].join('\n');
    }
    case 'trouble':
      return [line(style.warn('!'), renderTrouble(event.trouble, now, style))].join('\n');
    case 'peer-back':
      return line(style.good('✓'), `${style.bold(event.source)} is back`);
    case 'process-down': {
      const start = event.start === null ? 'Start it.' : `Start it: ${printableLine(event.start)}`;
      return [
        line(style.warn('!'), `${style.bold(event.subgraph)} does not run: nothing listens at ${event.url}`),
        below(style.dim(`Queries that need it are answered with SUBGRAPH_UNREACHABLE. ${start}`)),
      ].join('\n');
    }
    case 'process-up':
      return line(style.good('✓'), `${style.bold(event.subgraph)} runs at ${event.url}`);
    case 'file-read':
      return line(style.good('✓'), `${event.file} read again: ${event.subgraphs.join(', ')}`);
    case 'file-refused':
      return [
        line(style.bad('✗'), `${style.bold(event.reason.code)}: ${printableLine(event.reason.message)}`),
        below(`${style.good('fix:')} ${printableLine(event.reason.fix)}`),
        below(style.dim('What it said before still holds.')),
      ].join('\n');
  }
}

function renderStart(
  { graphqlUrl, graphiqlUrl, graph, subgraphs, watched }: Extract<DevEvent, { kind: 'started' }>,
  style: Style,
): string {
  const about =
    graph === null
      ? subgraphs.join(', ')
      : `${graph}${subgraphs.length === 0 ? '' : `, with ${subgraphs.join(', ')} from here`}`;
  return [
    '',
    `${style.bold('kontor dev')}  ${about}`,
    '',
    `  GraphQL   ${style.accent(graphqlUrl)}`,
    `  GraphiQL  ${style.accent(graphiqlUrl)}`,
    ...(watched.length === 0 ? [] : [`  watched   ${watched.map(printableLine).join(', ')}`]),
    '',
    style.dim('  Ctrl-C stops it.'),
    '',
  ].join('\n');
}

function renderTaken(
  { name, url, schema, from }: TakenSubgraph,
  all: readonly TakenSubgraph[],
  style: Style,
): string {
  const width = Math.max(...all.map((taken) => taken.name.length));
  const origin = from === name ? schema.paths.map(printableLine).join(', ') : printableLine(from);
  return `${name.padEnd(width)}  ${style.accent(printableLine(url))}  ${style.dim(origin)}`;
}

function renderChanges({ added, removed, changed }: ChangedCoordinates, style: Style): string[] {
  const all = [
    ...added.map((coordinate) => style.good(`+ ${coordinate}`)),
    ...removed.map((coordinate) => style.bad(`- ${coordinate}`)),
    ...changed.map((coordinate) => style.warn(`~ ${coordinate}`)),
  ];
  if (all.length === 0) return [style.dim('Clients see no difference.')];
  const hidden = all.length - COORDINATES_SHOWN_MAX;
  return [
    ...all.slice(0, COORDINATES_SHOWN_MAX),
    ...(hidden > 0 ? [style.dim(`… and ${plural(hidden, 'more change')}`)] : []),
  ];
}

function renderTrouble(trouble: Trouble, now: Date, style: Style): string {
  const { source, reason } = trouble;
  const why = `${printableLine(reason.message)} ${style.dim(`(${printableLine(reason.code)})`)}`;
  const instead =
    trouble.kind === 'stale'
      ? `Its schema of ${describeMoment(trouble.since, now)} is used.`
      : 'It has never given a good one: the rest is composed without it.';
  return `${style.bold(source)}: ${why}\n${INDENT}  ${instead} It is asked again and again.`;
}

/** `14:03:09` */
const timeOfDay = (at: Date): string =>
  [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':');

/** With the day, where that is another one. */
const describeMoment = (at: Date, now: Date): string =>
  at.toDateString() === now.toDateString()
    ? timeOfDay(at)
    : `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')} ${timeOfDay(at)}`;
