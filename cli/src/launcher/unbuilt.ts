import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { badUsage } from '../failure.js';
import type { StartPlan } from './plan.js';

/**
 * A program that is not there would be started in vain, again and again, with a message of Node's. Throws
 * SUBGRAPH_NOT_BUILT.
 */
export function refuseUnbuilt({ subgraphs, folder }: Pick<StartPlan, 'subgraphs' | 'folder'>): void {
  const missing = subgraphs.flatMap(({ name, command }) => {
    const [program, file] = command;
    if (program !== 'node' || file === undefined || !/^[^-].*\.[cm]?js$/.test(file)) return [];
    return existsSync(resolve(folder, file)) ? [] : [`${name}: ${file}`];
  });
  if (missing.length === 0) return;
  throw badUsage(
    'SUBGRAPH_NOT_BUILT',
    `kontor.yaml names programs that do not exist:\n${missing.map((each) => `  ${each}`).join('\n')}`,
  );
}
