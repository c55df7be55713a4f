import { setTimeout as delay } from 'node:timers/promises';

/** Finalizers and timers that let go of something run between two collections. */
const COLLECTIONS = 4;
const PAUSE_MS = 250;

/** What this process holds without its garbage; it must run with `--expose-gc`. */
export async function collectedMemory(): Promise<NodeJS.MemoryUsage> {
  for (let n = 0; n < COLLECTIONS; n++) {
    await delay(PAUSE_MS);
    globalThis.gc?.();
  }
  return process.memoryUsage();
}
