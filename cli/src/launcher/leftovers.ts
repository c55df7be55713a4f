import { readFileSync, readdirSync } from 'node:fs';
import { delay } from './child-unit.js';
import { identify, isAlive } from './process-identity.js';
import type { ProcessRecord, RunState } from './run-state.js';

/** In the environment of every child: the KONTOR_HOME of the launcher that started it. */
export const LAUNCHER_MARK = 'KONTOR_LAUNCHED_FOR';

const TERM_GRACE_MS = 3_000;
const POLL_MS = 50;
const DATABASE = 'database';

/**
 * Ends what a launcher that was killed left behind, except the database server: the next start takes that over. The
 * guard goes first, or it would go on stopping processes that are no longer its business.
 * Returns the names of what had to be ended.
 */
export async function stopLeftovers(before: RunState | undefined, home: string): Promise<string[]> {
  const recorded = (before?.processes ?? []).filter((record) => record.name !== DATABASE && isAlive(record));
  const left = [...recorded, ...findMarked(home, recorded)];
  const guard = left.filter(({ name }) => name === 'guard');
  const others = left.filter(({ name }) => name !== 'guard');
  signalAll(guard, 'SIGKILL');
  signalAll(others, 'SIGTERM');
  await untilGone(others, TERM_GRACE_MS);
  signalAll(others, 'SIGKILL');
  await untilGone(left, TERM_GRACE_MS);
  return others.map(({ name }) => name);
}

/** A launcher killed between starting a process and writing it down left that one on no record. Linux only. */
function findMarked(home: string, recorded: readonly ProcessRecord[]): ProcessRecord[] {
  const known = new Set(recorded.map(({ pid }) => pid));
  const mark = `\0${LAUNCHER_MARK}=${home}\0`;
  return pidsOfThisMachine()
    .filter((pid) => pid !== process.pid && !known.has(pid) && `\0${environmentOf(pid)}`.includes(mark))
    .map((pid) => ({ ...identify(pid), name: 'unrecorded', port: null }));
}

function pidsOfThisMachine(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** Empty for processes of other users. */
function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}

function signalAll(records: readonly ProcessRecord[], signal: NodeJS.Signals): void {
  for (const record of records) {
    if (!isAlive(record)) continue;
    try {
      process.kill(record.pid, signal);
    } catch {
      // It ended between the two looks.
    }
  }
}

async function untilGone(records: readonly ProcessRecord[], timeoutMs: number): Promise<void> {
  const over = AbortSignal.timeout(timeoutMs);
  while (!over.aborted && records.some(isAlive)) await delay(POLL_MS, over).catch(() => {});
}
