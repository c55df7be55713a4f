import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import type { Memory } from './facts.js';

/** Which process is whose child, by pid, for the whole machine. */
export type ProcessTree = ReadonlyMap<number, readonly number[]>;

const KIB = 1_024;

/**
 * Memory of a process and its descendants, without those in `others`, which are counted on their own. Null when there is
 * no such process. PSS where the kernel tells (Linux): a page that five processes share counts a fifth for each.
 */
export function memoryOf(pid: number, tree: ProcessTree, others: ReadonlySet<number>): Memory | null {
  const own = memoryOfOne(pid);
  if (!own) return null;
  const below = (tree.get(pid) ?? [])
    .filter((child) => !others.has(child))
    .map((child) => memoryOf(child, tree, others)?.bytes ?? 0);
  return { kind: own.kind, bytes: below.reduce((sum, bytes) => sum + bytes, own.bytes) };
}

export function sumMemory(parts: readonly (Memory | null)[]): Memory | null {
  const known = parts.filter((part) => part !== null);
  const [first] = known;
  if (!first) return null;
  const kind = known.every((part) => part.kind === 'pss') ? 'pss' : 'rss';
  return { kind, bytes: known.reduce((sum, { bytes }) => sum + bytes, 0) };
}

export function readProcessTree(): ProcessTree {
  const tree = new Map<number, number[]>();
  for (const { pid, parent } of readParents()) tree.set(parent, [...(tree.get(parent) ?? []), pid]);
  return tree;
}

/** The npm that runs `npm start`, if one waits above `pid`: it is part of what the command costs. */
export function npmAbove(pid: number): number | undefined {
  const parents = new Map(readParents().map((entry) => [entry.pid, entry.parent]));
  for (let above = parents.get(pid); above !== undefined && above > 1; above = parents.get(above)) {
    const command = readText(`/proc/${above}/cmdline`) ?? '';
    if (/^npm\b|npm-cli\.js/.test(command)) return above;
  }
  return undefined;
}

function memoryOfOne(pid: number): Memory | null {
  const pss = readText(`/proc/${pid}/smaps_rollup`)?.match(/^Pss:\s+(\d+) kB/m)?.[1];
  if (pss !== undefined) return { kind: 'pss', bytes: Number(pss) * KIB };
  const rss = readText(`/proc/${pid}/status`)?.match(/^VmRSS:\s+(\d+) kB/m)?.[1] ?? psOf(pid);
  return rss === undefined ? null : { kind: 'rss', bytes: Number(rss) * KIB };
}

function readParents(): { pid: number; parent: number }[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        const stat = readText(`/proc/${name}/stat`);
        const parent = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
        return parent === undefined ? [] : [{ pid: Number(name), parent: Number(parent) }];
      });
  } catch {
    return [];
  }
}

function psOf(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
