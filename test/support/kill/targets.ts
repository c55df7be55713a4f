import { readFileSync, readdirSync } from 'node:fs';
import { isRunning } from '../kontor/processes.js';
import type { KontorUnderTest } from '../kontor/start-kontor.js';
import type { Target } from './moments.js';

/** The processes that come back under a living launcher. */
export const SUPERVISED = ['platform', 'gateway', 'database', 'products'] as const;

/** Whom a target means among what runs; a server of the database goes with all its processes. */
export function pidsOf(target: Target, kontor: KontorUnderTest): number[] {
  const recorded = kontor.processes();
  const named = recorded.filter(({ name }) => {
    switch (target) {
      case 'platform':
      case 'gateway':
      case 'database':
        return name === target;
      case 'all':
        return name !== 'guard';
      case 'everything':
        return true;
    }
  });
  // The launcher goes first, so that it does not bring back what follows.
  const launcher = target === 'everything' ? [kontor.command.pid] : [];
  return [
    ...launcher,
    ...named.flatMap(({ name, pid }) => (name === 'database' ? [pid, ...childrenOf(pid)] : [pid])),
  ];
}

export function killAll(pids: readonly number[]): void {
  for (const pid of pids.filter(isRunning))
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended between the two looks.
    }
}

/** Linux only; elsewhere the children of a killed server end by themselves. */
function childrenOf(parent: number): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
      .map(Number);
  } catch {
    return [];
  }
}

function parentOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}
