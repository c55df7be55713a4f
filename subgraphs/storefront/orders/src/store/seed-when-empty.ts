import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Database } from './database.js';
import { isEmpty } from './seed.js';

/**
 * Fills the database with sample data unless there is some. The work is done by a process of its own, which takes the
 * memory it needed with it: the first start leaves this one as lean as the second. Rejects when it fails, or with an
 * AbortError when `signal` stops it; then nothing was written.
 */
export async function seedWhenEmpty(database: Database, url: string, signal?: AbortSignal): Promise<void> {
  if (!(await isEmpty(database.prisma))) return;
  const seeding = fork(new URL('./seed-process.js', import.meta.url), {
    // Not an argument: other users of the machine can read those.
    env: { ...process.env, SEED_DATABASE_URL: url },
    ...(signal && { signal }),
  });
  const [exitCode] = (await once(seeding, 'exit')) as [number | null];
  if (exitCode !== 0) throw new Error(`The process that writes the sample data ended with ${exitCode}.`);
}
