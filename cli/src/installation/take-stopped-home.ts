import { existsSync } from 'node:fs';
import { openHome } from '../launcher/home.js';
import { stopLeftovers } from '../launcher/leftovers.js';
import { takeHome } from '../launcher/run-state.js';

/**
 * Runs `work` on a home on which no launcher runs, and keeps every launcher out meanwhile. What one that was killed has
 * left running is ended. Throws HOME_IN_USE.
 */
export async function onStoppedHome<T>(home: string, work: () => Promise<T>): Promise<T> {
  const wasThere = existsSync(home);
  const { run } = openHome(home);
  const record = takeHome(home, run);
  try {
    if (wasThere) await stopLeftovers(record.before, home);
    return await work();
  } finally {
    record.release();
  }
}
