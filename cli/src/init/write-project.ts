import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { couldNotRun } from '../failure.js';
import type { InitPlan } from './plan-subgraph.js';

/**
 * Writes a plan: new files first, each only if still nobody else has made it, then what is added to existing ones, as a
 * whole or not at all. What was created is taken back when something goes wrong. Throws OUTPUT_NOT_WRITABLE.
 */
export async function writeProject({
  created,
  changed,
}: Pick<InitPlan, 'created' | 'changed'>): Promise<void> {
  const written: string[] = [];
  try {
    for (const { path, text } of created) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text, { flag: 'wx' });
      written.push(path);
    }
    for (const { path, text } of changed) {
      const temporary = `${path}.${process.pid}.tmp`;
      await writeFile(temporary, text)
        .then(() => rename(temporary, path))
        .finally(() => rm(temporary, { force: true }));
    }
  } catch (error) {
    await Promise.all(written.map((path) => rm(path, { force: true })));
    throw couldNotRun('OUTPUT_NOT_WRITABLE', `Nothing was written: ${(error as Error).message}.`);
  }
}
