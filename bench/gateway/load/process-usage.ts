import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of a second in /proc; the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
/** Fields of /proc/PID/stat after the name, counted from 0 at the state. */
const STAT = { parent: 1, user: 11, kernel: 12, userOfEnded: 13, kernelOfEnded: 14 } as const;

interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  readonly userMs: number;
  readonly kernelMs: number;
}

export interface CpuTime {
  readonly cpuMs: number;
  /** Of it in the kernel: sockets, files, pages. */
  readonly kernelMs: number;
}

/** CPU time of a process and its descendants: all threads, user and kernel, and children that have ended. */
export function cpuTimeOfTree(root: number): CpuTime {
  let cpuMs = 0;
  let kernelMs = 0;
  for (const stat of treeOf(root)) {
    cpuMs += stat.userMs + stat.kernelMs;
    kernelMs += stat.kernelMs;
  }
  return { cpuMs, kernelMs };
}

/** The highest resident memory that each of them ever had, added up. */
export function peakRssMiBOfTree(root: number): number {
  return treeOf(root).reduce((sum, { pid }) => sum + peakRssMiB(pid), 0);
}

function treeOf(root: number): ProcessStat[] {
  const all = processNames().flatMap((name) => (/^\d+$/.test(name) ? statOf(Number(name)) : []));
  const tree = all.filter(({ pid }) => pid === root);
  for (const { pid } of tree) tree.push(...all.filter(({ parent }) => parent === pid));
  return tree;
}

/** None where there is no /proc. */
function processNames(): string[] {
  try {
    return readdirSync('/proc');
  } catch {
    return [];
  }
}

function statOf(pid: number): ProcessStat[] {
  const text = readProc(pid, 'stat');
  // The name is in brackets and may hold anything, brackets included.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields.length <= STAT.kernelOfEnded) return [];
  const ms = (field: number) => (Number(fields[field]) * 1000) / TICKS_PER_SECOND;
  const userMs = ms(STAT.user) + ms(STAT.userOfEnded);
  const kernelMs = ms(STAT.kernel) + ms(STAT.kernelOfEnded);
  return [{ pid, parent: Number(fields[STAT.parent]), userMs, kernelMs }];
}

const peakRssMiB = (pid: number): number =>
  Number(/^VmHWM:\s*(\d+) kB$/m.exec(readProc(pid, 'status'))?.[1] ?? 0) / 1024;

/** Empty when the process has ended meanwhile. */
function readProc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
