import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { startLoad, type LoadProcess } from './load-process.ts';
import { startSubgraphs, type SubgraphProcess } from './subgraph-process.ts';
import { stopAll } from './child.ts';

/** Load and subgraphs on the first core, the target alone on the second. */
export const CORES = { load: '0', target: '1', all: '0,1' } as const;

export interface Bench {
  readonly folder: string;
  readonly subgraphs: SubgraphProcess;
  readonly load: LoadProcess;
  /** Numbers for headers and documents, so that none is used twice. */
  nextNumber: number;
}

/** Everything that a measurement needs is there while `use` runs, and gone afterwards. */
export async function withBench<Result>(use: (bench: Bench) => Promise<Result>): Promise<Result> {
  if (process.platform !== 'linux' || availableParallelism() < 2)
    throw new Error('this benchmark needs Linux (taskset and /proc) and two cores');
  const folder = mkdtempSync(path.join(tmpdir(), 'kontor-bench-gateway-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  // Also when a signal ends it.
  process.once('exit', remove);
  try {
    const subgraphs = await startSubgraphs(CORES.load, path.join(folder, 'subgraphs.log'));
    const load = startLoad(CORES.load, path.join(folder, 'load.log'));
    return await use({ folder, subgraphs, load, nextNumber: 1 });
  } finally {
    await stopAll();
    remove();
  }
}
