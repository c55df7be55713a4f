import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { root } from '../../support/kontor.ts';

export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export interface ProfileLine {
  readonly name: string;
  readonly selfMs: number;
  /** Of the time that the process was busy. */
  readonly share: number;
}

export interface ProfileTables {
  readonly busyMs: number;
  readonly idleMs: number;
  readonly byFunction: readonly ProfileLine[];
  readonly byPlace: readonly ProfileLine[];
}

/** Self time, without the time in which there was nothing to do. */
export function tablesOf({ nodes, samples, timeDeltas }: CpuProfile): ProfileTables {
  const selfMicroseconds = new Map<number, number>();
  for (const [at, id] of samples.entries())
    selfMicroseconds.set(id, (selfMicroseconds.get(id) ?? 0) + (timeDeltas[at] ?? 0));
  const functions = new Map<string, number>();
  const places = new Map<string, number>();
  let idleMs = 0;
  let busyMs = 0;
  for (const { id, callFrame } of nodes) {
    const selfMs = (selfMicroseconds.get(id) ?? 0) / 1000;
    if (selfMs === 0) continue;
    const { functionName, url, lineNumber } = callFrame;
    if (functionName === '(idle)') {
      idleMs += selfMs;
      continue;
    }
    busyMs += selfMs;
    const place = placeOf(functionName, url);
    const where = url === '' ? '' : `  ${shortened(url)}:${lineNumber + 1}`;
    add(functions, `${functionName || '(anonymous)'}${where}`, selfMs);
    add(places, place, selfMs);
  }
  const lines = (times: ReadonlyMap<string, number>): ProfileLine[] =>
    [...times]
      .map(([name, selfMs]) => ({ name, selfMs, share: selfMs / busyMs }))
      .sort((a, b) => b.selfMs - a.selfMs);
  return { busyMs, idleMs, byFunction: lines(functions), byPlace: lines(places) };
}

export function printTables({ busyMs, idleMs, byFunction, byPlace }: ProfileTables): string {
  const line = ({ name, selfMs, share }: ProfileLine) =>
    `${(share * 100).toFixed(1).padStart(6)} %  ${selfMs.toFixed(0).padStart(7)} ms  ${name}`;
  return [
    `busy ${busyMs.toFixed(0)} ms, idle ${idleMs.toFixed(0)} ms`,
    '',
    'self time by package and folder',
    ...byPlace.slice(0, 25).map(line),
    '',
    'self time by function',
    ...byFunction.slice(0, 60).map(line),
  ].join('\n');
}

function add(into: Map<string, number>, key: string, value: number): void {
  into.set(key, (into.get(key) ?? 0) + value);
}

/** A package of npm, a folder of this repository, a part of Node, or V8 itself. */
function placeOf(functionName: string, url: string): string {
  if (functionName === '(garbage collector)') return '(garbage collector)';
  if (url === '')
    return functionName === '(program)'
      ? '(program: Node and V8 outside of JavaScript)'
      : '(built-in functions)';
  if (url.startsWith('node:')) return url.startsWith('node:internal') ? internalOf(url) : url;
  const file = shortened(url);
  const npm = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
  return npm ?? path.dirname(file);
}

const internalOf = (url: string): string => url.split('/').slice(0, 2).join('/');

function shortened(url: string): string {
  const file = url.startsWith('file:') ? fileURLToPath(url) : url;
  return file.startsWith(root) ? path.relative(root, file) : file;
}
