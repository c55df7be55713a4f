import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { serveAudit } from '../audit/audit-server.js';
import type { Graph } from './world/world.js';

/** The subgraphs of every suite of a federation audit checkout (see `test/audit`); none when there is no checkout. */
export async function auditGraphs(checkout: string | undefined): Promise<readonly Graph[]> {
  if (checkout === undefined) return [];
  if (!existsSync(join(checkout, 'src', 'index.ts'))) {
    process.stderr.write(`there is no checkout of the federation audit in ${checkout}.\n`);
    return [];
  }
  const audit = await serveAudit(resolve(checkout));
  try {
    const graphs: Graph[] = [];
    for (const suite of await audit.suites())
      graphs.push({ name: suite, subgraphs: await audit.subgraphs(suite) });
    return graphs;
  } finally {
    await audit.close();
  }
}
