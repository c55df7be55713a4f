import { delay } from './child-unit.js';
import { isAlive } from './process-identity.js';
import type { ProcessRecord, RunState } from './run-state.js';

const TERM_GRACE_MS = 3_000;
const POLL_MS = 50;
const DATABASE = 'database';

/**
 * Ends what a launcher that was killed left behind, except the database server: the next start takes that over. The
 * guard goes first, or it would go on stopping processes that are no longer its business.
 * Returns the names of what had to be ended.
 */
export async function stopLeftovers(before: RunState | undefined): Promise<string[]> {
  const left = (before?.processes ?? []).filter((record) => record.name !== DATABASE && isAlive(record));
  const guard = left.filter(({ name }) => name === 'guard');
  const others = left.filter(({ name }) => name !== 'guard');
  signalAll(guard, 'SIGKILL');
  signalAll(others, 'SIGTERM');
  await untilGone(others, TERM_GRACE_MS);
  signalAll(others, 'SIGKILL');
  await untilGone(left, TERM_GRACE_MS);
  return others.map(({ name }) => name);
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
